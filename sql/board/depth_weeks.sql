-- Purpose: how deep conversations were, by whole week: changes of side (brand, community) in each thread with a message
-- in the week, over all its messages up to the week's end, in order of time (ties by id); counted, for mean, median
-- and their intervals.
-- Grain and key: (day: the Monday, depth). Unit: changes of side; count: threads.
-- Inputs: core.counted_interaction, core.metric_window; parameters brand, zone, first_day, last_day, as_of. The same
-- definition as metrics/conversation_depth.sql, whose windows are days: medians do not add up to weeks. The span's messages are
-- read at once; what came before them is looked up by thread, which costs little where there is nothing.
with windows as (
    select * from core.metric_window(:zone, 'week', :first_day, :last_day, :as_of)
),

said as materialized (
    select i.platform, i.thread_key, i.direction, i.occurred_at, i.interaction_id, i.void_at
    from core.counted_interaction(:brand) i
    where i.is_message and i.occurred_at >= date_trunc('week', cast(:first_day as timestamp)) at time zone :zone
      and i.occurred_at < (date_trunc('week', cast(:last_day as timestamp)) + interval '1 week') at time zone :zone
      and i.occurred_at <= :as_of
),

messages as materialized (
    select hashtextextended(m.platform || ':' || m.thread_key, 0) as thread, m.direction, m.occurred_at, m.interaction_id,
           m.void_at, date_trunc('week', m.occurred_at at time zone :zone)::date as week
    from (
        select * from said
        union all
        select t.platform, t.thread_key, i.direction, i.occurred_at, i.interaction_id, i.void_at
        from (select distinct platform, thread_key from said) t
        join core.counted_interaction(:brand) i
            on i.platform = t.platform and i.thread_key = t.thread_key and i.is_message
           and i.occurred_at < date_trunc('week', cast(:first_day as timestamp)) at time zone :zone
    ) m
),

fleeting as materialized (
    select distinct thread from messages where void_at < 'infinity'
),

-- where something was taken back, a thread counts as it stood at the end of each of its weeks
standing as (
    select null::date as as_of, week, thread, direction, occurred_at, interaction_id from messages
    where thread not in (select thread from fleeting)
    union all
    select a.day, a.day, m.thread, m.direction, m.occurred_at, m.interaction_id
    from (
        select distinct m.thread, w.day, w.at
        from fleeting f
        join messages m on m.thread = f.thread
        join windows w on w.day = m.week and m.occurred_at <= w.at and m.void_at > w.at
    ) a
    join messages m on m.thread = a.thread and m.occurred_at <= a.at and m.void_at > a.at
),

turns as (
    select as_of, week, thread,
           direction <> lag(direction) over (partition by as_of, thread order by occurred_at, interaction_id) as is_turn
    from standing
),

-- where nothing was, each week adds its turns to those of the weeks before it
threads as (
    select week, (sum(count(*) filter (where is_turn)) over (partition by as_of, thread order by week))::bigint as depth
    from turns
    group by as_of, thread, week
)

select w.day, t.depth, count(*) as threads
from windows w
join threads t on t.week = w.day
group by w.day, t.depth
order by w.day, t.depth
