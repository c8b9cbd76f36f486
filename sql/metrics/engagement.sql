-- Purpose: what the brand's own posts gained, by type; by own posts published; by thousand followers.
-- Grain: one row a day, metric and type (reactions, comments, shares, quotes, clicks, saves, seconds_spent).
-- Key: (brand, day, metric, dimension, dimension_value)
-- Inputs: marts.counter_step, core.post, core.followers_at
-- Unit: counts (seconds_spent: seconds); counts by post; counts by 1,000 followers at the start of the day.
-- Differences of snapshots on the day of the later one. Null: no snapshot tells, or an account's followers not known.
-- Metrics: engagement, engagement_per_post, engagement_per_1000
-- Table: metric
-- Windows: day
-- Reach: 0..9
-- Needs: counts of 0..0
-- Version: 1
with windows as (
    select * from core.metric_window(:zone, :grain, :first_day, :last_day, :as_of)
),

gains as (
    select w.day, g.account, g.counter, sum(g.gained) as gained
    from windows w
    join marts.counter_step(:brand, :zone, (select min(starts_at) from windows), (select max(at) from windows)) g
        on g.on_day = w.day and g.captured_at <= w.at and g.void_at > w.at
    where g.gained is not null
    group by w.day, g.account, g.counter
),

published as (
    select w.day, count(p.post_id) as posts
    from windows w
    left join core.post p
        on p.brand = :brand and p.is_own and (p.published_at at time zone :zone)::date = w.day and p.published_at <= w.at
       and p.published_at >= (select min(starts_at) from windows)
       and (p.deleted_at is null or p.deleted_at > w.at or p.deleted_at > p.published_at + interval '24 hours')
    group by w.day
),

audiences as (
    select w.day, sum(f.followers) as followers
    from windows w
    cross join lateral core.followers_at(:brand, w.starts_at) f
    group by w.day
    having not exists (
        select from gains g
        where g.day = w.day and g.account is not null and g.account <> all (array_agg(f.account))
    )
),

counted as (
    select w.day, t.counter, sum(g.gained) as gained
    from windows w
    cross join (
        values ('reactions'), ('comments'), ('shares'), ('quotes'), ('clicks'), ('saves'), ('seconds_spent')
    ) t (counter)
    left join gains g on g.day = w.day and g.counter = t.counter
    group by w.day, t.counter
)

select c.day, m.metric, 'type' as dimension, c.counter as dimension_value, m.numerator, m.denominator,
       case m.metric when 'engagement' then m.numerator else m.numerator / nullif(m.denominator, 0) end as value
from counted c
join published p on p.day = c.day
left join audiences a on a.day = c.day
cross join lateral (
    values ('engagement', c.gained, null), ('engagement_per_post', c.gained, p.posts),
           ('engagement_per_1000', 1000 * c.gained, a.followers)
) m (metric, numerator, denominator)
