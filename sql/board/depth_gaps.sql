-- Purpose: the weeks in which the depth of a day's conversations is not known, and why.
-- Grain and key: week (its Monday). Inputs: marts.distribution_daily; parameters brand, first_day, last_day.
select date_trunc('week', day)::date as week, min(why_unknown) as why_unknown
from marts.distribution_daily
where brand = :brand and metric = 'conversation_depth' and dimension = 'all' and measure = 'mean'
  and day between :first_day and cast(:last_day as date) + 6 and why_unknown is not null
group by 1
