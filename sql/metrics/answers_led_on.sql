-- Purpose: when answers lead on: of the brand's answers whose 48 hours ended in the window, those after which a member
-- they answered wrote again in the thread within the 48 hours.
-- Grain: one row a day for all, and one a weekday and hour in which an answer was sent ("1-09": Monday, 09:00 to 10:00).
-- Key: (brand, day, metric, dimension, dimension_value)
-- Inputs: marts.counted, marts.counted_ever, core.answer
-- Unit: share of answers. An answer is a message that answers an inbound message by parent or by thread; one message that
-- answers several people leads on when any of them writes again. 48 hours are 48 over a change of clocks.
-- Metrics: answers_led_on
-- Table: metric
-- Windows: day
-- Reach: 0..3
-- Anchors: threads
-- Needs: messages, replies of -2..0
-- Version: 1
with windows as (select * from core.metric_window(:zone, :grain, :first_day, :last_day, :as_of)),

messages as materialized (
    select i.interaction_id, i.direction, i.platform, i.thread_key, i.member_id, i.occurred_at, i.void_at
    from marts.counted(:brand, :zone) i
    where i.is_message and i.occurred_at >= (select min(starts_at) from windows) - interval '48 hours'
      and i.occurred_at <= (select max(at) from windows)
),

answered as (
    select distinct w.day, w.at, m.interaction_id, m.occurred_at, q.platform, q.thread_key, q.member_id
    from messages m join windows w
        on w.day = ((m.occurred_at + interval '48 hours') at time zone :zone)::date
       and m.occurred_at + interval '48 hours' <= w.at and m.void_at > w.at
    join core.answer a on a.brand = :brand and a.answer_id = m.interaction_id and a.via <> 'reaction'
    join marts.counted_ever(:brand, :zone) q
        on q.interaction_id = a.interaction_id and q.is_message and q.occurred_at <= w.at and q.void_at > w.at
    where m.direction = 'outbound'
),

-- each answer in line with what the person it answers writes in the thread: a frame finds what follows, where a join would
-- compare every answer with every message
in_line as (
    select day, at, interaction_id, occurred_at,
           max(void_at) over (
               partition by platform, thread_key, member_id order by occurred_at
               range between interval '1 microsecond' following and interval '48 hours' following
           ) as stands_until
    from (
        select day, at, interaction_id, occurred_at, platform, thread_key, member_id, null as void_at from answered
        union all
        select null, null, null, occurred_at, platform, thread_key, member_id, void_at
        from messages
        where direction = 'inbound'
    ) e
),

followed as (
    select day, interaction_id, occurred_at, bool_or(coalesce(stands_until > at, false)) as has_led_on
    from in_line
    where interaction_id is not null
    group by day, interaction_id, occurred_at
),

hours as (
    select day, date_trunc('hour', occurred_at at time zone :zone) as hour, count(*) as answers,
           count(*) filter (where has_led_on) as led_on
    from followed
    group by 1, 2
),

cells as (
    select w.day, g.dimension, g.dimension_value, coalesce(h.answers, 0) as answers, coalesce(h.led_on, 0) as led_on
    from windows w
    left join hours h on h.day = w.day
    cross join lateral (
        values ('all', 'all'), ('weekday_hour', to_char(h.hour, 'ID-HH24'))
    ) g (dimension, dimension_value)
    where g.dimension_value is not null
)

select c.day, 'answers_led_on' as metric, c.dimension, c.dimension_value, sum(c.led_on) as numerator,
       sum(c.answers) as denominator, sum(c.led_on)::double precision / nullif(sum(c.answers), 0) as value
from cells c
group by c.day, c.dimension, c.dimension_value
