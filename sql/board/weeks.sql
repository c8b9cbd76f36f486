-- Purpose: every figure of the marts, week by week, for the review's tables: weekly ones, those kept by day only as of the
-- week's Sunday, and medians as of it.
-- Grain and key: (week, metric, dimension, dimension_value, measure; '' for what is no median). Units: docs/metrics.md.
-- Inputs: marts.metric_period, marts.metric_daily, marts.distribution_daily; parameters brand, first_week, last_week.
with sundays as (
    select s::date as week, s::date + 6 as day
    from generate_series(cast(:first_week as timestamp), cast(:last_week as timestamp), interval '7 days') s
)

select period_start as week, metric, dimension, dimension_value, '' as measure, numerator, denominator, value,
       null::bigint as n
from marts.metric_period
where brand = :brand and period = 'week' and period_start between :first_week and :last_week
union all
select s.week, d.metric, d.dimension, d.dimension_value, '', d.numerator, d.denominator, d.value, null
from sundays s
join marts.metric_daily d on d.brand = :brand and d.day = s.day
where not exists (
    select from marts.metric_period p
    where p.brand = :brand and p.metric = d.metric and p.period = 'week'
)
union all
select s.week, d.metric, d.dimension, d.dimension_value, d.measure, null, null, d.value, d.n
from sundays s
join marts.distribution_daily d on d.brand = :brand and d.day = s.day
where d.metric <> 'conversation_depth'  -- a day's, where the others look back: weeks have a query of their own
order by metric, dimension, dimension_value, measure, week
