-- Purpose: the figures of weeks and months: numerators and denominators rolled up, never averages of averages.
-- Key: period, period_start, metric, dimension, dimension_value
-- Inputs: marts.metric_period; parameters brand, first_day, until_day (of the period's first day).
-- Columns:
--   period text: week (from Monday) or month
--   period_start date: its first calendar day in the brand's time zone
--   metric text: name of the metric; its unit and definition stand under "metrics"
--   dimension text: what the figure is broken down by; all: not at all
--   dimension_value text: the value of the dimension that the figure is of
--   numerator double: counted cases or amount; unit of the metric
--   denominator double: what it is divided by; null where the metric is no quotient or its base is not known
--   value double: the figure; null: it cannot be known, or there was no case
--   definition_version integer: version of the metric's definition
--   why_unknown text: why the figure, or a part of it, is not known, in words; null: nothing is missing
select period, period_start, metric, dimension, dimension_value, numerator::float8 as numerator,
       denominator::float8 as denominator, value, definition_version, why_unknown
from marts.metric_period
where brand = :brand and period_start >= :first_day and period_start < :until_day
