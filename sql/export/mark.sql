-- Purpose: what series can be marked with: the calendar of rapport.toml, and the days that were bursts.
-- Key: kind, name, first_day
-- Inputs: marts.mark; parameters brand, first_day, until_day.
-- Columns:
--   kind text: event, campaign, contest, holiday, away, or burst (a day far above the same weekdays before it)
--   name text: as in rapport.toml; the public holiday's; "burst"
--   first_day date: first day of it, in the brand's time zone
--   last_day date: last day of it, in it; a campaign without an end: as far as the calendar is laid out
--   items double: of a burst: inbound items of the day; else null
--   usual double: of a burst: median of the same weekday of up to eight weeks before; else null
select kind, name, first_day, last_day, items::float8 as items, usual::float8 as usual
from marts.mark
where brand = :brand and last_day >= :first_day and first_day < :until_day
