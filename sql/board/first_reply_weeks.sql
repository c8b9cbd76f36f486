-- Purpose: the waiting times behind each week's first_reply_time, counted in bins, for the interval of its median.
-- Grain and key: (day: the Monday, clock, seconds, is_answered). Unit: cases; seconds to the minute below an hour, to 5
-- minutes below a day, to half an hour above. Same cases as metrics/first_reply_time.sql as of the week's Sunday.
-- Inputs: core.counted_interaction, core.answer_span, core.office_seconds; parameters brand, zone, first_day, last_day, as_of.
with windows as (
    select w.*, core.office_seconds(:brand, w.ends_at) as ends_office
    from core.metric_window(:zone, 'week', :first_day, :last_day, :as_of) w
),

inbound as materialized (
    select i.interaction_id, i.occurred_at, i.void_at, (i.occurred_at at time zone :zone)::date as arrived_on,
           core.office_seconds(:brand, i.occurred_at) as occurred_office
    from core.counted_interaction(:brand) i
    where i.direction = 'inbound' and i.tier in ('T1', 'T2')
      and i.occurred_at >= (select min(last_day) - interval '27 days' from windows) at time zone :zone
      and i.occurred_at <= (select max(at) from windows)
),

answers as materialized (
    select i.interaction_id, s.answered_at, s.until_at, core.office_seconds(:brand, s.answered_at) as answered_office
    from inbound i
    cross join lateral core.answer_span(:brand, i.interaction_id) s
),

cases as materialized (
    select w.day, i.interaction_id, count(a.answered_at) > 0 as is_answered,
           extract(epoch from greatest(coalesce(min(a.answered_at), w.ends_at) - i.occurred_at, '0'))::float8 as wall,
           case when count(a.answered_at) > 0 then min(a.answered_office) else w.ends_office end - i.occurred_office as office
    from inbound i
    join windows w
        on i.arrived_on between w.last_day - 27 and w.last_day and i.occurred_at <= w.at and i.void_at > w.at
    left join answers a
        on a.interaction_id = i.interaction_id and a.answered_at <= w.at and w.at < a.until_at
    group by w.day, i.interaction_id, i.occurred_at, i.occurred_office, w.ends_at, w.ends_office
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
