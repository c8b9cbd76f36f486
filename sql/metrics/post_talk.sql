-- Purpose: what each of the brand's own posts drew in its first 72 hours: threads in which members wrote, changes of side
-- in them (in order of time, ties by id), and how many members wrote.
-- Grain: one row a post, on the day its 72 hours ended.
-- Key: (brand, day, platform, native_id)
-- Inputs: core.own_post, core.interaction, marts.counted
-- Unit: threads, changes of side, members; characters. A thread is one of the post's when an inbound message in it
-- belongs to the post, or has it as its root.
-- Metrics: post_talk
-- Table: post
-- Windows: day
-- Reach: 0..4
-- Version: 1
with windows as (
    select * from core.metric_window(:zone, :grain, :first_day, :last_day, :as_of)
),

span as (
    select min(starts_at) - interval '72 hours' as since, max(at) - interval '72 hours' as until_at, max(at) as at from windows
),

posts as (
    select w.day, w.at, p.*, p.published_at + interval '72 hours' as ends_at
    from span s
    cross join lateral core.own_post(:brand, s.since, s.until_at) p
    join windows w
        on w.day = ((p.published_at + interval '72 hours') at time zone :zone)::date
       and p.published_at + interval '72 hours' <= w.at and p.void_at > w.at
),

threads as (
    select at, platform, native_id, published_at, ends_at, native_id as thread_key from posts
    union
    select p.at, p.platform, p.native_id, p.published_at, p.ends_at, i.thread_key
    from posts p
    join core.interaction i
        on i.brand = :brand and i.platform = p.platform and i.post_native_id = p.native_id
       and i.occurred_at >= p.published_at and i.occurred_at <= p.ends_at
    where i.post_native_id <> i.thread_key and i.direction = 'inbound' and i.is_message
),

turns as (
    select t.platform, t.native_id, t.thread_key, m.direction, m.member_id,
           m.direction <> lag(m.direction) over (
               partition by t.platform, t.native_id, t.thread_key order by m.occurred_at, m.interaction_id
           ) as is_turn
    from threads t
    join marts.counted(:brand, :zone) m
        on m.platform = t.platform and m.thread_key = t.thread_key and m.is_message and m.void_at > t.at
       and m.occurred_at >= t.published_at and m.occurred_at <= t.ends_at
    where m.occurred_at >= (select since from span) and m.occurred_at <= (select at from span)
),

talk as materialized (  -- once, not for every post
    select platform, native_id, count(distinct thread_key) filter (where direction = 'inbound') as threads,
           count(*) filter (where is_turn) as turns,
           count(distinct member_id) filter (where direction = 'inbound') as commenters
    from turns
    group by platform, native_id
)

select p.day, p.platform, p.native_id, p.published_at, p.kind,
       case (select count(distinct m) from unnest(p.media) m)
           when 0 then 'none' when 1 then p.media[1] else 'mixed' end as media,
       length(coalesce(case when p.edited_at > p.at then p.first_text else p.text end, '')) as characters,
       array(select distinct lower(h) from unnest(p.hashtags) h order by 1) as hashtags,
       coalesce(t.threads, 0) as threads, coalesce(t.turns, 0) as turns, coalesce(t.commenters, 0) as commenters
from posts p
left join talk t on t.platform = p.platform and t.native_id = p.native_id
