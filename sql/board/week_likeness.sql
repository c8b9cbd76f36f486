-- Purpose: how unlike a week's replies are to the nearest of the 50 before each, counted, for the interval of the mean.
-- Grain and key: unlikeness. Unit: 1 - similarity; replies. The same replies as in metrics/authenticity.sql.
-- Inputs: core.counted_interaction, core.reply_check; parameters brand, zone, week (a Monday), as_of.
with windows as materialized (
    select * from core.metric_window(:zone, 'week', :week, :week, :as_of)
)
select 1 - c.similarity as unlikeness, count(*) as replies
from windows w
join core.counted_interaction(:brand) i
    on i.occurred_at >= w.starts_at and i.occurred_at <= w.at and i.void_at > w.at
join core.reply_check c on c.brand = :brand and c.interaction_id = i.interaction_id and c.similarity is not null
where i.direction = 'outbound' and i.is_message and i.kind <> 'post'
  -- said again of the whole span, which an index can be asked for: not the history, but its last week is read
  and i.occurred_at >= (select min(starts_at) from windows) and i.occurred_at <= (select max(at) from windows)
group by 1
order by 1
