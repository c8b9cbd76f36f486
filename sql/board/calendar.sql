-- Purpose: the events of the brand's iCalendar file that have a day in a span; those of rapport.toml are read from there.
-- Grain and key: (name, first_day). Inputs: core.calendar_event; parameters brand, first_day, last_day.
select name, first_day, last_day
from core.calendar_event
where brand = :brand and source = 'calendar' and last_day >= :first_day and first_day <= :last_day
order by first_day, last_day, name
