-- Purpose: the later days whose people's metrics change with the touched days: those on which a member of a touched
-- day is active next, and follows next. Arrivals and returns move there or away from there. Days that do not last
-- (everything of them deleted early) are passed over, up to one that does.
-- Grain: one row a day. Inputs: marts.profile_day, core.profile; parameters brand, days.
with touched as (
    select distinct p.member_id, d.day
    from marts.profile_day d
    join core.profile p on p.brand = :brand and p.profile_id = d.profile_id
    where d.brand = :brand and d.day = any(cast(:days as date[]))
),

-- where each way ends: of all the days after it no more are read than up to there
limits as (
    select t.member_id, t.day, a.active_on, f.followed_on
    from touched t
    cross join lateral (
        select min(x.day) as active_on
        from core.profile p
        cross join lateral (
            select y.day from marts.profile_day y
            where y.brand = :brand and y.profile_id = p.profile_id and y.day > t.day and y.active_until = 'infinity'
            order by y.day limit 1
        ) x
        where p.brand = :brand and p.member_id = t.member_id
    ) a
    cross join lateral (
        select min(x.day) as followed_on
        from core.profile p
        cross join lateral (
            select y.day from marts.profile_day y
            where y.brand = :brand and y.profile_id = p.profile_id and y.day > t.day and y.followed_until = 'infinity'
            order by y.day limit 1
        ) x
        where p.brand = :brand and p.member_id = t.member_id
    ) f
)

select x.day
from limits l
join core.profile p on p.brand = :brand and p.member_id = l.member_id
cross join lateral (
    select y.day from marts.profile_day y
    where y.brand = :brand and y.profile_id = p.profile_id and y.day > l.day and y.day <= coalesce(l.active_on, 'infinity')
    union all
    select y.day from marts.profile_day y
    where y.brand = :brand and y.profile_id = p.profile_id and y.day > l.day and y.day <= coalesce(l.followed_on, 'infinity')
      and y.followed_until is not null
) x
group by x.day
