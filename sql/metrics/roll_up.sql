-- Purpose: weeks and months of the metrics that add up: numerators and denominators of their days, never their shares.
-- Grain: one row a week and month, metric, dimension and value.
-- Key: (brand, period, metric, period_start, dimension, dimension_value)
-- Inputs: marts.metric_daily
-- Unit: that of the metric. A share leaves out days that are not known, unless none is, and those whose denominator is not;
-- a count adds what is known, and is not known itself while a day of it is not (store/metric_sum.sql).
-- Metrics: rule_24h, coverage, volume, engagement, engagement_per_post, engagement_rate, replies_sent,
-- Metrics: replies_outside_hours, reply_minutes_estimated, engagement_flags,
-- Metrics: sentiment_positive, sentiment_neutral, sentiment_negative, sentiment_unknown
-- Table: sum
-- Windows: week, month
-- Reach: 0..9
-- Version: 2
with windows as (
    select * from core.metric_window(:zone, :grain, :first_day, :last_day, :as_of)
),

days as (
    select date_trunc(:grain, d.day)::date as day, d.metric, d.dimension, d.dimension_value, d.numerator, d.denominator,
           d.why_unknown is null as is_known,
           bool_or(d.why_unknown is null) over (
               partition by date_trunc(:grain, d.day), d.metric, d.dimension, d.dimension_value
           ) as is_any_known,
           d.metric in ('volume', 'engagement', 'replies_sent') as is_count
    from marts.metric_daily d
    where d.brand = :brand and d.metric = any(:metrics)
      and d.day >= (select min(day) from windows) and d.day <= (select max(last_day) from windows)
      -- followers at the start of each day do not add up to those of a week
      and (d.metric, d.dimension_value) <> ('engagement_rate', 'followers')
),

sums as (
    select day, metric, dimension, dimension_value, is_count,
           sum(numerator) filter (where is_count or denominator is not null) as numerator,
           sum(denominator) filter (where numerator is not null) as denominator, bool_or(is_known) as is_known
    from days
    where is_count or is_known or not is_any_known
    group by day, metric, dimension, dimension_value, is_count
)

select s.day, s.metric, s.dimension, s.dimension_value, s.numerator, s.denominator,
       case when s.is_count then s.numerator when s.is_known then s.numerator / nullif(s.denominator, 0) end as value, s.is_count
from sums s
join windows w on w.day = s.day
