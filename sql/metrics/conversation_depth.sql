-- Purpose: how deep conversations are: changes of side (brand, community) in each thread with a message in the window,
-- over all its messages up to the window's end, in order of time (ties by id). peer: changes of author among members.
-- Grain: one row a day, dimension (all; account; side = peer), value and measure (mean, median, p90).
-- Key: (brand, day, metric, dimension, dimension_value, measure)
-- Inputs: marts.counted, marts.counted_ever
-- Unit: changes; 0 = nobody answered. n = threads. A thread belongs to the account of its first message.
-- Metrics: conversation_depth
-- Table: distribution
-- Windows: day
-- Reach: 0..0, and every later day on which a thread of a touched day is active
-- Anchors: threads
-- Needs: messages, replies of 0..0
-- Version: 1
with windows as (select * from core.metric_window(:zone, :grain, :first_day, :last_day, :as_of)),

active as (
    select m.platform, m.thread_key, row_number() over () as thread from marts.counted(:brand, :zone) m
    join windows w on w.day = m.on_day and m.occurred_at <= w.at and m.void_at > w.at where m.is_message
      and m.occurred_at >= (select min(starts_at) from windows) and m.occurred_at <= (select max(at) from windows)
    group by m.platform, m.thread_key
),

-- all that their threads hold; where something was taken back, as it stood at the end of each day
messages as materialized (
    select t.thread, m.account, m.direction, m.member_id, m.on_day, m.occurred_at, m.interaction_id, m.void_at,
           bool_or(m.void_at < 'infinity') over (partition by t.thread) as has_fleeting
    from active t join marts.counted_ever(:brand, :zone) m on m.platform = t.platform and m.thread_key = t.thread_key
    where m.is_message and m.occurred_at <= (select max(at) from windows)
),

standing as (
    select null::date as as_of, on_day, thread, account, direction, member_id, occurred_at, interaction_id
    from messages
    where not has_fleeting
    union all
    select a.day, a.day, m.thread, m.account, m.direction, m.member_id, m.occurred_at, m.interaction_id
    from (
        select distinct m.thread, w.day, w.at
        from messages m
        join windows w on w.day = m.on_day and m.occurred_at <= w.at and m.void_at > w.at
        where m.has_fleeting
    ) a
    join messages m on m.thread = a.thread and m.has_fleeting and m.occurred_at <= a.at and m.void_at > a.at
),

turns as (
    select as_of, on_day, thread, first_value(account) over in_order as account,
           coalesce(direction <> lag(direction) over in_order, false)::int as turn,
           coalesce(direction = 'inbound' and member_id <> lag(member_id) over in_order_of_side, false)::int as peer_turn
    from standing
    window in_order as (partition by as_of, thread order by occurred_at, interaction_id),
           in_order_of_side as (partition by as_of, thread, direction order by occurred_at, interaction_id)
),

-- where nothing was taken back, each day adds its turns to those of the days before it
threads as (
    select on_day as day, min(account) as account,
           (sum(sum(turn)) over so_far)::int as depth, (sum(sum(peer_turn)) over so_far)::int as peer_depth
    from turns
    group by as_of, thread, on_day
    window so_far as (partition by as_of, thread order by on_day)
),

spread as (
    select w.day, coalesce(g.dimension, 'all') as dimension, coalesce(g.dimension_value, 'all') as dimension_value,
           count(g.depth) as n, avg(g.depth)::double precision as mean,
           percentile_cont(0.5) within group (order by g.depth) as median,
           percentile_cont(0.9) within group (order by g.depth) as p90
    from windows w
    left join threads t on t.day = w.day
    left join lateral (
        values ('all', 'all', t.depth), ('account', t.account, t.depth), ('side', 'peer', t.peer_depth)
    ) g (dimension, dimension_value, depth) on t.day is not null
    group by 1, 2, 3
)

select s.day, 'conversation_depth' as metric, s.dimension, s.dimension_value, m.measure, s.n, 0 as censored, m.value
from spread s
cross join lateral (values ('mean', s.mean), ('median', s.median), ('p90', s.p90)) m (measure, value)
