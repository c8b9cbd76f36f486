-- Purpose: medians and percentiles of every day, with the number of cases they stand on.
-- Key: day, metric, dimension, dimension_value, measure
-- Inputs: marts.distribution_daily; parameters brand, first_day, until_day.
-- Columns:
--   day date: calendar day in the brand's time zone; the figure is as of its end
--   metric text: name of the metric; its unit and definition stand under "metrics"
--   dimension text: what the figure is broken down by; all: not at all
--   dimension_value text: the value of the dimension that the figure is of
--   measure text: which measure of the distribution, such as km_median, naive_median, mean, p90
--   n bigint: cases
--   censored bigint: cases among them that were not over yet
--   value double: the measure, in the metric's unit (seconds for times); null: not reached, or no case
--   definition_version integer: version of the metric's definition
--   why_unknown text: why the figure, or a part of it, is not known, in words; null: nothing is missing
select day, metric, dimension, dimension_value, measure, n, censored, value, definition_version, why_unknown
from marts.distribution_daily
where brand = :brand and day >= :first_day and day < :until_day
