-- Purpose: the metrics whose figure of a week cannot be known (is_known: but for the days that can; of a metric that is no
-- figure of the whole, by kinds or bases: of one of them it can).
-- Grain and key: metric. Inputs: marts.metric_period, marts.metric_daily, marts.distribution_daily; parameters brand, week (a
-- Monday) and summed (names of metrics). What is kept by day only is that of the Sunday, but for what board/weeks.sql adds up:
-- of that any day of the week counts.
select metric, coalesce(bool_and(is_known) filter (where dimension = 'all'), bool_or(is_known)) as is_known
from (
    select metric, dimension, value is not null as is_known from marts.metric_period
    where brand = :brand and period = 'week' and period_start = :week and dimension <> 'account' and why_unknown is not null
    union all
    select d.metric, d.dimension, d.value is not null from marts.metric_daily d
    where d.brand = :brand and d.day = cast(:week as date) + 6 and d.dimension <> 'account' and d.why_unknown is not null
      and d.metric <> all(:summed)
      and not exists (
          select from marts.metric_period p where p.brand = :brand and p.metric = d.metric and p.period = 'week')
    union all
    select d.metric, d.dimension, bool_or(d.value is not null) from marts.metric_daily d
    where d.brand = :brand and d.day between :week and cast(:week as date) + 6
      and (d.metric = any(:summed) and d.dimension not in ('account', 'weekday_hour')
           or d.metric = 'engagement_rate' and d.dimension_value = 'followers')
    group by d.metric, d.dimension, d.dimension_value
    having bool_or(d.why_unknown is not null)
    union all
    select metric, dimension, value is not null from marts.distribution_daily
    where brand = :brand and day = cast(:week as date) + 6 and dimension <> 'account' and why_unknown is not null
      and measure not like '%p90'  -- may not be reached in a figure that is known
) figures
group by metric
order by metric
