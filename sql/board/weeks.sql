-- Purpose: every figure of the marts, week by week, for the review's tables: weekly ones; of those kept by day only, the
-- ones that look back as of the week's Sunday, and the ones that can be added up, added up (by followers: gain a day by the
-- followers of that day); and medians as of Sunday.
-- Grain and key: (week, metric, dimension, dimension_value, measure; '' for what is no median). Units: docs/metrics.md.
-- What is added up leaves out days that are not known, unless none is (then its value is null), and days without a base;
-- why_unknown names a day that is not known. As metrics/roll_up.sql does with shares.
-- Inputs: marts.metric_period, marts.metric_daily, marts.distribution_daily; parameters brand, first_week, last_week,
-- looking_back and summed (names of metrics).
with weeks as (
    select s::date as week, s::date + 6 as sunday
    from generate_series(cast(:first_week as timestamp), cast(:last_week as timestamp), interval '7 days') s
),

days as (
    select w.week, d.metric, d.dimension, d.dimension_value, d.numerator, d.denominator, d.why_unknown,
           d.why_unknown is null as is_known,
           bool_or(d.why_unknown is null) over (partition by w.week, d.metric, d.dimension, d.dimension_value) as is_any_known
    from weeks w
    join marts.metric_daily d on d.brand = :brand and d.day between w.week and w.sunday
    where d.metric = any(:summed) and d.dimension <> 'weekday_hour'
       or d.metric = 'engagement_rate' and d.dimension_value = 'followers'
),

sums as (
    select week, metric, dimension, dimension_value, bool_or(is_known) as is_known, max(why_unknown) as why_unknown,
           sum(numerator) filter (where denominator is not null and (is_known or not is_any_known)) as numerator,
           sum(denominator) filter (where numerator is not null and (is_known or not is_any_known)) as denominator
    from days
    group by week, metric, dimension, dimension_value
)

select period_start as week, metric, dimension, dimension_value, '' as measure, numerator, denominator, value,
       null::bigint as n, why_unknown
from marts.metric_period
where brand = :brand and period = 'week' and period_start between :first_week and :last_week
union all
select w.week, d.metric, d.dimension, d.dimension_value, '', d.numerator, d.denominator, d.value, null, d.why_unknown
from weeks w
join marts.metric_daily d on d.brand = :brand and d.day = w.sunday
where d.metric = any(:looking_back)
union all
select s.week, s.metric, s.dimension, s.dimension_value, '', s.numerator, s.denominator,
       case when s.is_known then s.numerator::double precision / nullif(s.denominator, 0) end, null, s.why_unknown
from sums s
union all
select w.week, d.metric, d.dimension, d.dimension_value, d.measure, null, null, d.value, d.n, d.why_unknown
from weeks w
join marts.distribution_daily d on d.brand = :brand and d.day = w.sunday
where d.metric <> 'conversation_depth'  -- a day's, where the others look back: weeks have a query of their own
order by metric, dimension, dimension_value, measure, week
