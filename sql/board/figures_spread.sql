-- Purpose: medians and percentiles of the marts that the digests quote.
-- Grain and key: (day, metric, measure) of one dimension value. Inputs: marts.distribution_daily; parameters brand,
-- metric, dimension, dimension_value, first_day, last_day. Units: docs/metrics.md.
select day, measure, n, censored, value, why_unknown
from marts.distribution_daily
where brand = :brand and metric = :metric and dimension = :dimension and dimension_value = :dimension_value
  and day between :first_day and :last_day
order by day, measure
