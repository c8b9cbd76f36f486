-- Purpose: puts a model's figures into marts.metric_daily in place of what stood there for its days and metrics.
-- Grain: one row a day, metric, dimension and value. Inputs: a model, put in at the mark.
delete from marts.metric_daily
where brand = :brand and metric = any(:metrics) and day between :first_day and :last_day;

insert into marts.metric_daily
    (brand, day, metric, dimension, dimension_value, numerator, denominator, value, definition_version)
select :brand, f.day, f.metric, f.dimension, f.dimension_value, f.numerator, f.denominator, f.value, :version
from (
/* model */
) f
