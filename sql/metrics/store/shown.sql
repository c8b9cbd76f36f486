-- Purpose: a model's figures for a moment, not kept: what cannot be known is null, with the reason (of windows looked at when
-- the marts were last computed).
-- Grain: that of the model. Inputs: a model, put in at the mark; marts.unknown_cell (the model's Needs).
select f.*, u.reason as why_unknown
from (
/* model */
) f
left join marts.unknown_cell(
    :brand, :zone, :grain, :first_day, :last_day, :as_of, cast(:need_metrics as text[]), cast(:need_feeds as text[]),
    cast(:need_since as text[]), cast(:need_tracked as text[])
) u on u.day = f.day and u.metric = f.metric
   and u.dimension = case when f.dimension in ('account', 'platform') then f.dimension else 'all' end
   and u.dimension_value = case when f.dimension in ('account', 'platform') then f.dimension_value else 'all' end
order by f.day, f.metric, f.dimension, f.dimension_value
