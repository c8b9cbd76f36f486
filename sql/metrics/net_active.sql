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
with windows as (select * from core.metric_window(:zone, :grain, :first_day, :last_day, :as_of)),

recent as materialized (
    select member_id, day, active_until, active_until = 'infinity' as lasts,
           bool_or(active_until < 'infinity') over (partition by member_id) as has_fleeting
    from marts.member_day
    where brand = :brand and day >= (select min(day) - 119 from windows) and day <= (select max(day) from windows)
),

-- who came on a day (30 days long: from day to before until_day), and regulars while they are lost
spells as materialized (
    select case when r.earlier is not null or l.active_on < r.day then 'reactivated' else 'new' end as part, r.member_id,
           r.has_fleeting, r.day, r.day + 30 as until_day, r.day as active_on, r.active_until
    from (
        select *, max(day) filter (where lasts) over (
                   partition by member_id order by day rows between unbounded preceding and 1 preceding
               ) as earlier
        from recent
    ) r
    cross join lateral marts.lasting_since(:brand, r.member_id) l
    where r.earlier is null or r.day - r.earlier >= 90
    union all
    select 'lost', s.member_id, f.member_id is not null, s.lost_from, s.lost_until + 1, s.active_on, 'infinity'
    from marts.lost_regular(
        :brand, (select min(day) - 119 from windows), (select max(day) from windows)
    ) s
    left join (select distinct member_id from recent where has_fleeting) f on f.member_id = s.member_id
),

-- of whom nothing was taken back: on which days one more counts, or one less
changes as (
    select g.day, s.part, sum(g.change) as change from spells s
    cross join lateral (values (s.day, 1), (s.until_day, -1)) g (day, change)
    where not s.has_fleeting and s.day < s.until_day group by g.day, s.part
),

-- of whom something was: as it stood at the end of each day
members as (
    select distinct w.day, s.part, s.member_id from spells s
    join windows w on w.day >= s.day and w.day < s.until_day and s.active_until > w.at
    where s.has_fleeting and not exists (
        select from recent e  -- came, or came back, on a day that counted then
        where e.member_id = s.member_id and not e.lasts and e.active_until > w.at and e.day <= w.day
          and case s.part when 'lost' then e.day > s.active_on
                          when 'reactivated' then e.day > s.day - 90 and e.day < s.day else false end
    )
),

parts as (
    select day, part, members from (
        select day, part, is_window, sum(change) over (partition by part order by day) + cases as members from (
            select day, part, false as is_window, change, 0 as cases from changes
            union all
            select w.day, g.part, true, 0, count(m.member_id) from windows w
            cross join (values ('new'), ('reactivated'), ('lost')) g (part)
            left join members m on m.day = w.day and m.part = g.part group by 1, 2
        ) e
    ) r
    where is_window
)

select day, 'net_active' as metric, 'part' as dimension, part as dimension_value, members::numeric as numerator,
       null::numeric as denominator, members::double precision as value
from parts
union all
select day, 'net_active', 'all', 'all', n, null, n
from (select day, sum(case part when 'lost' then -members else members end) as n from parts group by day) total
