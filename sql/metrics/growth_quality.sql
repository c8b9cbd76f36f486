-- Purpose: of the members who arrived on the days d-59 to d-30, those who interacted within 30 days of arriving;
-- provisional: the same of the days d-29 to d, whose 30 days are not over.
-- Grain: one row a day, and one for ripeness = provisional.
-- Key: (brand, day, metric, dimension, dimension_value)
-- Inputs: marts.profile_day, marts.member_day, core.profile
-- Unit: share, 0 to 1, of members. Arrival: first follow, and then any other interaction counts; for who never
-- followed the first interaction, and then one on another day counts.
-- Metrics: growth_quality
-- Table: metric
-- Windows: day
-- Reach: 0..59
-- Anchors: members
-- Needs: messages, reactions of -59..0, tracked from 0
-- Version: 1
with windows as (
    select * from core.metric_window(:zone, :grain, :first_day, :last_day, :as_of)
),

recent as materialized (
    select member_id, day, active_until, spoke_until, followed_until
    from marts.member_day
    where brand = :brand and day >= (select min(day) - 59 from windows) and day <= (select max(day) from windows)
),

lasting as materialized (
    select m.member_id, l.active_on, l.followed_on
    from (select distinct member_id from recent) m
    cross join lateral marts.lasting_since(:brand, m.member_id) l
),

-- days on which a member may have arrived: all up to the first that lasts
candidates as materialized (
    select r.member_id, r.day, g.is_follow, g.until_at, l.followed_on
    from recent r
    join lasting l on l.member_id = r.member_id
    cross join lateral (
        values (true, r.followed_until, l.followed_on), (false, r.active_until, l.active_on)
    ) g (is_follow, until_at, lasts_from)
    where g.until_at is not null and r.day <= coalesce(g.lasts_from, r.day)
),

-- the first day after arriving, within 30 days, on which they came again to stay
returns as materialized (
    select c.member_id, c.day, c.is_follow, c.until_at, c.followed_on, min(r.day) as again_on
    from candidates c
    left join recent r
        on r.member_id = c.member_id and r.day between c.day + (not c.is_follow)::int and c.day + 30
       and case when c.is_follow then r.spoke_until else r.active_until end = 'infinity'
    group by c.member_id, c.day, c.is_follow, c.until_at, c.followed_on
),

arrivals as (
    select distinct on (w.day, c.member_id) w.day, w.at, c.member_id, c.day as arrived_on, c.is_follow, c.again_on
    from returns c
    cross join generate_series(0, 59) age
    join windows w on w.day = c.day + age and c.until_at > w.at
    where c.is_follow or c.followed_on is null or c.followed_on >= w.day - 59
    order by w.day, c.member_id, c.is_follow desc, c.day
),

cases as (
    select a.day, a.arrived_on > a.day - 30 as is_provisional,
           coalesce(a.again_on <= a.day, false) or count(r.day) > 0 as is_interested
    from arrivals a
    left join recent r  -- a return that was withdrawn since, seen from before that
        on r.member_id = a.member_id
       and r.day between a.arrived_on + (not a.is_follow)::int and least(a.arrived_on + 30, a.day)
       and nullif(case when a.is_follow then r.spoke_until else r.active_until end, 'infinity') > a.at
    group by a.day, a.member_id, a.arrived_on, a.again_on
)

select w.day, 'growth_quality' as metric, g.dimension, g.dimension_value,
       count(*) filter (where c.is_interested) as numerator, count(c.is_interested) as denominator,
       count(*) filter (where c.is_interested)::double precision / nullif(count(c.is_interested), 0) as value
from windows w
cross join (values ('all', 'all', false), ('ripeness', 'provisional', true)) g (dimension, dimension_value, is_provisional)
left join cases c on c.day = w.day and c.is_provisional = g.is_provisional
group by 1, 2, 3, 4
