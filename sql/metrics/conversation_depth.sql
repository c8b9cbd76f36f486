-- Purpose: how deep conversations are: changes of side (brand, community) in each thread with a message in the window,
-- over all its messages up to the window's end, in order of time (ties by id). peer: changes of author among members.
-- Grain: one row a day, dimension (all; account; side = peer), value and measure (mean, median, p90).
-- Key: (brand, day, metric, dimension, dimension_value, measure)
-- Inputs: core.counted_interaction
-- Unit: changes; 0 = nobody answered. n = threads. A thread belongs to the account of its first message.
-- Metrics: conversation_depth
-- Table: distribution
-- Windows: day
-- Reach: 0..0, and every later day on which a thread of a touched day is active
-- Anchors: threads
-- Needs: messages, replies of 0..0
-- Version: 1
with windows as (
    select * from core.metric_window(:zone, :grain, :first_day, :last_day, :as_of)
),

active as materialized (
    select distinct w.day, w.at, m.platform, m.thread_key
    from core.counted_interaction(:brand) m
    join windows w on w.day = (m.occurred_at at time zone :zone)::date and m.occurred_at <= w.at and m.void_at > w.at
    where m.is_message
      and m.occurred_at >= (select min(starts_at) from windows) and m.occurred_at <= (select max(at) from windows)
),

messages as (
    select a.day, a.platform, a.thread_key, m.account, m.direction, m.member_id, m.occurred_at, m.interaction_id
    from active a
    cross join lateral (
        select *
        from core.counted_interaction(:brand) i
        where i.platform = a.platform and i.thread_key = a.thread_key and i.is_message
          and i.occurred_at <= a.at and i.void_at > a.at
    ) m
),

turns as (
    select day, platform, thread_key,
           first_value(account) over in_order as account,
           direction <> lag(direction) over in_order as is_turn,
           direction = 'inbound' and member_id <> lag(member_id) over in_order_of_side as is_peer_turn
    from messages
    window in_order as (partition by day, platform, thread_key order by occurred_at, interaction_id),
           in_order_of_side as (
               partition by day, platform, thread_key, direction order by occurred_at, interaction_id
           )
),

threads as (
    select day, min(account) as account, count(*) filter (where is_turn) as depth,
           count(*) filter (where is_peer_turn) as peer_depth
    from turns
    group by day, platform, thread_key
),

cells as (
    select t.day, g.dimension, g.dimension_value, g.depth
    from threads t
    cross join lateral (
        values ('all', 'all', t.depth), ('account', t.account, t.depth), ('side', 'peer', t.peer_depth)
    ) g (dimension, dimension_value, depth)
),

spread as (
    select w.day, coalesce(c.dimension, 'all') as dimension, coalesce(c.dimension_value, 'all') as dimension_value,
           count(c.depth) as n, avg(c.depth)::double precision as mean,
           percentile_cont(0.5) within group (order by c.depth) as median,
           percentile_cont(0.9) within group (order by c.depth) as p90
    from windows w
    left join cells c on c.day = w.day
    group by 1, 2, 3
)

select s.day, 'conversation_depth' as metric, s.dimension, s.dimension_value, m.measure, s.n, 0 as censored, m.value
from spread s
cross join lateral (values ('mean', s.mean), ('median', s.median), ('p90', s.p90)) m (measure, value)
