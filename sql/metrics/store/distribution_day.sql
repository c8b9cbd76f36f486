-- Purpose: puts a model's measures into marts.distribution_daily in place of what stood there for its days and metrics.
-- Grain: one row a day, metric, dimension, value and measure. Inputs: a model, put in at the mark;
-- marts.unknown_cell, for what cannot be known (the model's Needs).
delete from marts.distribution_daily
where brand = :brand and metric = any(:metrics) and day between :first_day and :last_day;

insert into marts.distribution_daily
    (brand, day, metric, dimension, dimension_value, measure, n, censored, value, definition_version, why_unknown)
select :brand, f.day, f.metric, f.dimension, f.dimension_value, f.measure, f.n, f.censored, case when u.reason is null then f.value end,
       :version, u.reason
from (
/* model */
) f
left join marts.unknown_cell(
    :brand, :zone, :grain, :first_day, :last_day, :as_of, cast(:need_metrics as text[]), cast(:need_feeds as text[]),
    cast(:need_since as text[]), cast(:need_tracked as text[])
) u on u.day = f.day and u.metric = f.metric
   and u.dimension = case when f.dimension in ('account', 'platform') then f.dimension else 'all' end
   and u.dimension_value = case when f.dimension in ('account', 'platform') then f.dimension_value else 'all' end
