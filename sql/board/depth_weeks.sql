-- Purpose: how deep conversations were, by whole week: changes of side (brand, community) in each thread with a message
-- in the week, over all its messages up to the week's end, in order of time (ties by id); counted, for mean, median
-- and their intervals.
-- Grain and key: (day: the Monday, depth). Unit: changes of side; count: threads.
-- Inputs: core.counted_interaction, core.metric_window; parameters brand, zone, first_day, last_day, as_of. The same
-- definition as metrics/conversation_depth.sql, whose windows are days: medians do not add up to weeks.
with windows as (
    select * from core.metric_window(:zone, 'week', :first_day, :last_day, :as_of)
),

active as (
    select distinct w.day, w.at, m.platform, m.thread_key
    from core.counted_interaction(:brand) m
    join windows w on m.occurred_at >= w.starts_at and m.occurred_at <= w.at and m.void_at > w.at
    where m.is_message
      and m.occurred_at >= (select min(starts_at) from windows) and m.occurred_at <= (select max(at) from windows)
),

turns as (
    select a.day, a.platform, a.thread_key,
           m.direction <> lag(m.direction) over (
               partition by a.day, a.platform, a.thread_key order by m.occurred_at, m.interaction_id
           ) as is_turn
    from active a
    cross join lateral (
        select i.direction, i.occurred_at, i.interaction_id
        from core.counted_interaction(:brand) i
        where i.platform = a.platform and i.thread_key = a.thread_key and i.is_message
          and i.occurred_at <= a.at and i.void_at > a.at
    ) m
),

threads as (
    select day, count(*) filter (where is_turn) as depth
    from turns
    group by day, platform, thread_key
)

select day, depth, count(*) as threads
from threads
group by day, depth
order by day, depth
