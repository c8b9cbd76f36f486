-- Purpose: engagement (reactions, comments, shares, quotes, saves, clicks gained) by reach, impressions, followers.
-- Grain: one row a day and base (reach; impressions; followers).
-- Key: (brand, day, metric, dimension, dimension_value)
-- Inputs: marts.counter_step, core.followers_at
-- Unit: share. Reach and impressions: of the posts that report them, gained on the day; followers: at its start.
-- Null: the base is not known, or for followers not of every account whose posts gained.
-- Metrics: engagement_rate
-- Table: metric
-- Windows: day
-- Reach: 0..9
-- Needs: counts of 0..0
-- Version: 1
with windows as (
    select * from core.metric_window(:zone, :grain, :first_day, :last_day, :as_of)
),

posts as (
    select w.day, g.post_id, g.account,
           sum(g.gained) filter (where g.counter not in ('reach', 'impressions', 'seconds_spent')) as engaged,
           sum(g.gained) filter (where g.counter = 'reach') as reach,
           sum(g.gained) filter (where g.counter = 'impressions') as impressions
    from windows w
    join marts.counter_step(:brand, :zone, (select min(starts_at) from windows), (select max(at) from windows)) g
        on g.on_day = w.day and g.captured_at <= w.at and g.void_at > w.at
    where g.gained is not null
    group by w.day, g.post_id, g.account
),

audiences as (
    select w.day, sum(f.followers) as followers
    from windows w
    cross join lateral core.followers_at(:brand, w.starts_at) f
    group by w.day
    having not exists (
        select from posts p
        where p.day = w.day and p.account is not null and p.account <> all (array_agg(f.account))
    )
),

counted as (
    select w.day, a.followers, sum(p.engaged) as engaged,
           sum(p.engaged) filter (where p.reach is not null) as engaged_of_reach, sum(p.reach) as reach,
           sum(p.engaged) filter (where p.impressions is not null) as engaged_of_impressions,
           sum(p.impressions) as impressions
    from windows w
    left join audiences a on a.day = w.day
    left join posts p on p.day = w.day
    group by w.day, a.followers
)

select c.day, 'engagement_rate' as metric, 'base' as dimension, g.base as dimension_value,
       g.engaged as numerator, g.people as denominator, g.engaged / nullif(g.people, 0) as value
from counted c
cross join lateral (
    values ('reach', c.engaged_of_reach, c.reach), ('impressions', c.engaged_of_impressions, c.impressions),
           ('followers', c.engaged, c.followers)
) g (base, engaged, people)
