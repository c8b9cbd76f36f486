-- Purpose: the weeks of which messages were not wholly collected: what was spoken of in them is not known.
-- Grain and key: week (its Monday). Inputs: marts.unknown_day; parameters brand, first_day, last_day.
-- Of an account that is newer than others there is nothing to be missed.
select distinct date_trunc('week', u.day)::date as week
from marts.unknown_day u
where u.brand = :brand and u.feed = 'messages' and u.day between :first_day and :last_day
  and (u.account = '*' or u.cause <> 'untracked')
order by 1
