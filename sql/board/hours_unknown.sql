-- Purpose: how many of some days are no part of the hours (week_hours.sql), for not everything was collected of them.
-- Grain: one row. Unit: days. Inputs: marts.metric_daily; parameters brand, first_day, last_day.
select count(distinct d.day) as days
from marts.metric_daily d
where d.brand = :brand and d.metric in ('arrivals', 'answers_led_on') and d.dimension = 'all'
  and d.why_unknown is not null and d.day between :first_day and :last_day
