-- Purpose: daily figures of the marts that the digests quote.
-- Grain and key: (day, metric, dimension, dimension_value). Inputs: marts.metric_daily; parameters brand, metrics,
-- first_day, last_day. Units: docs/metrics.md.
select day, metric, dimension, dimension_value, numerator, denominator, value, why_unknown
from marts.metric_daily
where brand = :brand and metric = any(:metrics) and day between :first_day and :last_day
order by metric, day, dimension, dimension_value
