-- Purpose: the waiting times behind each week's first_reply_time, counted in bins, for the interval of its median.
-- Grain and key: (day: the Monday, clock, seconds, is_answered). Unit: cases; seconds to the minute below an hour, to 5
-- minutes below a day, to half an hour above. Same cases as metrics/first_reply_time.sql as of the week's Sunday.
-- Inputs: core.counted_interaction, marts.answer_step, marts.office_clock; parameters brand, zone, first_day, last_day, as_of.
with windows as (
    select w.*, o.seconds as ends_office from core.metric_window(:zone, 'week', :first_day, :last_day, :as_of) w
    left join lateral marts.office_clock(:brand, w.ends_at) o on true
),

inbound as materialized (
    select i.interaction_id, i.occurred_at, i.void_at, (i.occurred_at at time zone :zone)::date as arrived_on,
           o.seconds as occurred_office
    from core.counted_interaction(:brand) i
    left join lateral marts.office_clock(:brand, i.occurred_at) o on true
    where i.direction = 'inbound' and i.tier in ('T1', 'T2')
      and i.occurred_at >= (date_trunc('week', cast(:first_day as timestamp)) - interval '21 days') at time zone :zone
      and i.occurred_at < (date_trunc('week', cast(:last_day as timestamp)) + interval '1 week') at time zone :zone
      and i.occurred_at <= :as_of
),

answers as materialized (
    select i.interaction_id, s.from_at, s.until_at, o.seconds - i.occurred_office as office,
           extract(epoch from greatest(s.answered_at - i.occurred_at, '0'))::float8 as wall
    from inbound i cross join lateral marts.answer_step(:brand, i.interaction_id) s
    left join lateral marts.office_clock(:brand, s.answered_at) o on true
),

cases as (
    select w.day, a.interaction_id is not null as is_answered,
           coalesce(a.wall, extract(epoch from greatest(w.ends_at - i.occurred_at, '0'))::float8) as wall,
           case when a.interaction_id is null then w.ends_office - i.occurred_office else a.office end as office
    from inbound i
    join windows w
        on i.arrived_on between w.last_day - 27 and w.last_day and i.occurred_at <= w.at and i.void_at > w.at
    left join answers a on a.interaction_id = i.interaction_id and a.from_at <= w.at and w.at < a.until_at
),

timed as (
    select c.day, g.clock, greatest(g.seconds, 0) as seconds, c.is_answered
    from cases c
    cross join lateral (values ('wall', c.wall), ('office', c.office)) g (clock, seconds)
    where g.seconds is not null
)

select day, clock, is_answered, count(*) as cases,
       round(seconds / bin) * bin as seconds
from timed
cross join lateral (select case when seconds < 3600 then 60 when seconds < 86400 then 300 else 1800 end as bin) b
group by day, clock, is_answered, round(seconds / bin) * bin
order by day, clock, 5, is_answered
