-- Purpose: when messages arrived and answers led on, by week, weekday and hour of the brand's clock.
-- Grain and key: (week: its Monday, weekday: 0 is Monday, hour). Units: messages; answers whose 48 hours ended in the
-- week, by the hour they were sent in, and those of them that led on. Cells without any have no row; days of which not
-- everything was collected are left out, each figure by itself: an hour that nobody looked at is not a quiet one.
-- Inputs: marts.metric_daily; parameters brand, first_day, last_day.
select date_trunc('week', d.day)::date as week, left(d.dimension_value, 1)::int - 1 as weekday,
       right(d.dimension_value, 2)::int as hour,
       coalesce(sum(d.numerator) filter (where d.metric = 'arrivals'), 0)::int as arrived,
       coalesce(sum(d.denominator) filter (where d.metric = 'answers_led_on'), 0)::int as answers,
       coalesce(sum(d.numerator) filter (where d.metric = 'answers_led_on'), 0)::int as led_on
from marts.metric_daily d
where d.brand = :brand and d.metric in ('arrivals', 'answers_led_on') and d.dimension = 'weekday_hour'
  and d.why_unknown is null and d.day between :first_day and :last_day
group by 1, 2, 3
order by 1, 2, 3
