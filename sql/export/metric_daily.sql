-- Purpose: every figure of every day: rates with what they stand on.
-- Key: day, metric, dimension, dimension_value
-- Inputs: marts.metric_daily; parameters brand, first_day, until_day.
-- Columns:
--   day date: calendar day in the brand's time zone; the figure is as of its end (or of the last run, for the last day)
--   metric text: name of the metric; its unit and definition stand under "metrics"
--   dimension text: what the figure is broken down by; all: not at all
--   dimension_value text: the value of the dimension that the figure is of
--   numerator double: counted cases or amount; unit of the metric
--   denominator double: what it is divided by; null where the metric is no quotient or its base is not known
--   value double: the figure; null: it cannot be known, or there was no case; never an estimate
--   definition_version integer: version of the metric's definition
--   why_unknown text: why the figure, or a part of it, is not known, in words; null: nothing is missing
select day, metric, dimension, dimension_value, numerator::float8 as numerator, denominator::float8 as denominator,
       value, definition_version, why_unknown
from marts.metric_daily
where brand = :brand and day >= :first_day and day < :until_day
