-- Purpose: the metrics whose figure of a week cannot be known (is_known: but for the days that can).
-- Grain and key: metric. Inputs: marts.metric_period, marts.metric_daily, marts.distribution_daily; parameters brand, week (a
-- Monday). What is kept by day only is that of the Sunday.
select metric, coalesce(bool_and(value is not null) filter (where dimension = 'all'), bool_and(value is not null)) as is_known
from (
    select metric, dimension, value from marts.metric_period
    where brand = :brand and period = 'week' and period_start = :week and dimension <> 'account' and why_unknown is not null
    union all
    select d.metric, d.dimension, d.value from marts.metric_daily d
    where d.brand = :brand and d.day = cast(:week as date) + 6 and d.dimension <> 'account' and d.why_unknown is not null
      and not exists (
          select from marts.metric_period p where p.brand = :brand and p.metric = d.metric and p.period = 'week')
    union all
    select metric, dimension, value from marts.distribution_daily
    where brand = :brand and day = cast(:week as date) + 6 and dimension <> 'account' and why_unknown is not null
      and measure not like '%p90'  -- may not be reached in a figure that is known
) figures
group by metric
order by metric
