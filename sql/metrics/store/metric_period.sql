-- Purpose: puts a model's figures into marts.metric_period in place of what stood there for its weeks or months.
-- Grain: one row a period, metric, dimension and value. Inputs: a model, put in at the mark.
delete from marts.metric_period
where brand = :brand and period = :grain and metric = any(:metrics)
  and period_start between date_trunc(:grain, cast(:first_day as timestamp)) and :last_day;

insert into marts.metric_period
    (brand, period, period_start, metric, dimension, dimension_value, numerator, denominator, value, definition_version)
select :brand, :grain, f.day, f.metric, f.dimension, f.dimension_value, f.numerator, f.denominator, f.value, :version
from (
/* model */
) f
