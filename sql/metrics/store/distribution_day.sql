-- Purpose: puts a model's measures into marts.distribution_daily in place of what stood there for its days and metrics.
-- Grain: one row a day, metric, dimension, value and measure. Inputs: a model, put in at the mark.
delete from marts.distribution_daily
where brand = :brand and metric = any(:metrics) and day between :first_day and :last_day;

insert into marts.distribution_daily
    (brand, day, metric, dimension, dimension_value, measure, n, censored, value, definition_version)
select :brand, f.day, f.metric, f.dimension, f.dimension_value, f.measure, f.n, f.censored, f.value, :version
from (
/* model */
) f
