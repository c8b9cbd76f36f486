-- Purpose: members won and lost: new (first interaction) and reactivated (after 90 or more days of silence) in the last
-- 30 days, less lost regulars (4 or more interactions in the 90 days before the last 30, none in them).
-- Grain: one row a day, and one for each part (new; reactivated; lost).
-- Key: (brand, day, metric, dimension, dimension_value)
-- Inputs: marts.profile_day, marts.member_day, core.profile
-- Unit: members; all = new + reactivated - lost, and may be negative.
-- Metrics: net_active
-- Table: metric
-- Windows: day
-- Reach: 0..119
-- Anchors: members
-- Needs: messages, reactions of -119..0, tracked from 0
-- Version: 1
with windows as (
    select * from core.metric_window(:zone, :grain, :first_day, :last_day, :as_of)
),

recent as materialized (
    select member_id, day, active_until, active_until = 'infinity' as lasts
    from marts.member_day
    where brand = :brand and day >= (select min(day) - 119 from windows) and day <= (select max(day) from windows)
),

came as materialized (
    select r.member_id, r.day, r.active_until,
           case when r.earlier is not null or l.active_on < r.day then 'reactivated' else 'new' end as part
    from (
        select *, max(day) filter (where lasts) over (
                   partition by member_id order by day rows between unbounded preceding and 1 preceding
               ) as earlier
        from recent
    ) r
    cross join lateral marts.lasting_since(:brand, r.member_id) l
    where r.earlier is null or r.day - r.earlier >= 90
),

-- days that counted as of a window and were withdrawn since
fleeting as materialized (
    select w.day, r.member_id, r.day as active_on
    from windows w
    join recent r on not r.lasts and r.day <= w.day and r.active_until > w.at
),

members as (
    select w.day, c.part, c.member_id
    from came c
    cross join generate_series(0, 29) age
    join windows w on w.day = c.day + age and c.active_until > w.at
    left join fleeting e
        on e.day = w.day and e.member_id = c.member_id and c.part = 'reactivated'
       and e.active_on > c.day - 90 and e.active_on < c.day
    where e.day is null
    union
    select w.day, 'lost', s.member_id
    from marts.lost_regular(
        :brand, (select min(day) - 119 from windows), (select max(day) from windows)
    ) s
    cross join generate_series(0, 89) late
    join windows w on w.day = s.lost_from + late and w.day <= s.lost_until
    left join fleeting e on e.day = w.day and e.member_id = s.member_id and e.active_on > s.active_on
    where e.day is null
),

parts as (
    select w.day, g.part, count(m.member_id) as members
    from windows w
    cross join (values ('new'), ('reactivated'), ('lost')) g (part)
    left join members m on m.day = w.day and m.part = g.part
    group by 1, 2
)

select day, 'net_active' as metric, 'part' as dimension, part as dimension_value, members::numeric as numerator,
       null::numeric as denominator, members::double precision as value
from parts
union all
select day, 'net_active', 'all', 'all', n, null, n
from (select day, sum(case part when 'lost' then -members else members end) as n from parts group by day) total
