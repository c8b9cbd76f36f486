-- Purpose: puts a model's figures into marts.metric_period in place of what stood there for its weeks or months.
-- Grain: one row a period, metric, dimension and value. Inputs: a model, put in at the mark;
-- marts.unknown_cell, for what cannot be known (the model's Needs).
delete from marts.metric_period
where brand = :brand and period = :grain and metric = any(:metrics)
  and period_start between date_trunc(:grain, cast(:first_day as timestamp)) and :last_day;

insert into marts.metric_period
    (brand, period, period_start, metric, dimension, dimension_value, numerator, denominator, value, definition_version,
     why_unknown)
select :brand, :grain, f.day, f.metric, f.dimension, f.dimension_value, f.numerator, f.denominator,
       case when u.reason is null then f.value end, :version, u.reason
from (
/* model */
) f
left join marts.unknown_cell(
    :brand, :zone, :grain, :first_day, :last_day, :as_of, cast(:need_metrics as text[]), cast(:need_feeds as text[]),
    cast(:need_since as text[]), cast(:need_tracked as text[])
) u on u.day = f.day and u.metric = f.metric
   and u.dimension = case when f.dimension in ('account', 'platform') then f.dimension else 'all' end
   and u.dimension_value = case when f.dimension in ('account', 'platform') then f.dimension_value else 'all' end
