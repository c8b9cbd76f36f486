-- Purpose: of the members who arrived on the days d-59 to d-30, those who interacted within 30 days of arriving;
-- provisional: the same of the days d-29 to d, whose 30 days are not over.
-- Grain: one row a day, and one for ripeness = provisional.
-- Key: (brand, day, metric, dimension, dimension_value)
-- Inputs: marts.arrival, marts.member_day
-- Unit: share, 0 to 1, of members. Arrival: first follow, and then any other interaction counts; for who never
-- followed the first interaction, and then one on another day counts.
-- Metrics: growth_quality
-- Table: metric
-- Windows: day
-- Reach: 0..59
-- Anchors: members
-- Needs: messages, reactions of -59..0, tracked from 0
-- Version: 1
with windows as (select * from core.metric_window(:zone, :grain, :first_day, :last_day, :as_of)),

arrivals as materialized (select * from marts.arrival(:brand, :first_day, :last_day)),

-- of whom nothing was taken back: on which days one more counts, or one less
changes as (
    select g.day, s.is_provisional, sum(g.arrived) as arrived, sum(g.interested) as interested
    from arrivals a
    cross join lateral (
        values (true, a.day, least(a.day + 30, a.until_day)), (false, a.day + 30, a.until_day)
    ) s (is_provisional, from_day, until_day)
    cross join lateral (
        values (s.from_day, 1, 0), (s.until_day, -1, 0),
               (greatest(s.from_day, a.again_on), 0, (a.again_on < s.until_day)::int),
               (s.until_day, 0, -(a.again_on < s.until_day)::int)
    ) g (day, arrived, interested)
    where not a.has_fleeting and s.from_day < s.until_day
    group by g.day, s.is_provisional
),

-- of whom something was: as it stood at the end of each day
standing as (
    select distinct on (w.day, a.member_id) w.day, w.at, a.member_id, a.day as arrived_on, a.is_follow, a.again_on
    from arrivals a
    join windows w on w.day between a.day and a.day + 59 and a.active_until > w.at
    where a.has_fleeting and (a.is_follow or a.followed_on is null or a.followed_on >= w.day - 59)
    order by w.day, a.member_id, a.is_follow desc, a.day
),

cases as (
    select s.day, s.arrived_on > s.day - 30 as is_provisional,
           (coalesce(s.again_on <= s.day, false) or count(r.day) > 0)::int as interested
    from standing s
    left join marts.member_day r  -- a return that was withdrawn since, seen from before that
        on r.brand = :brand and r.member_id = s.member_id
       and r.day between cast(:first_day as date) - 59 and :last_day
       and r.day between s.arrived_on + (not s.is_follow)::int and least(s.arrived_on + 30, s.day)
       and nullif(case when s.is_follow then r.spoke_until else r.active_until end, 'infinity') > s.at
    group by s.day, s.member_id, s.arrived_on, s.again_on
),

-- each window has what changed up to its day, and its own cases
counted as (
    select day, is_provisional, is_window, sum(arrived) over so_far + cases as arrived,
           sum(interested) over so_far + interested_cases as interested
    from (
        select day, is_provisional, false as is_window, arrived, interested, 0 as cases, 0 as interested_cases from changes
        union all
        select w.day, g.is_provisional, true, 0, 0, count(c.day), coalesce(sum(c.interested), 0)
        from windows w
        cross join (values (false), (true)) g (is_provisional)
        left join cases c on c.day = w.day and c.is_provisional = g.is_provisional
        group by 1, 2
    ) e
    window so_far as (partition by is_provisional order by day)
)

select c.day, 'growth_quality' as metric, g.dimension, g.dimension_value, c.interested as numerator, c.arrived as denominator,
       c.interested::double precision / nullif(c.arrived, 0) as value
from counted c
join (values ('all', 'all', false), ('ripeness', 'provisional', true)) g (dimension, dimension_value, is_provisional)
    on g.is_provisional = c.is_provisional
where c.is_window
