-- Purpose: weekly figures of the marts that the digests quote.
-- Grain and key: (period_start, metric, dimension, dimension_value). Inputs: marts.metric_period; parameters brand,
-- metrics, first_week, last_week (Mondays). Units: docs/metrics.md.
select period_start as day, metric, dimension, dimension_value, numerator, denominator, value, why_unknown
from marts.metric_period
where brand = :brand and period = 'week' and metric = any(:metrics)
  and period_start between :first_week and :last_week
order by metric, period_start, dimension, dimension_value
