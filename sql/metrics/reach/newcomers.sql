-- Purpose: the later days on which a member of a touched day was still a newcomer, with what happened on the touched days
-- or without: whose items are among the first three changes there.
-- Grain: one row a day. Inputs: marts.profile_day, core.profile; parameters brand, days.
with members as (
    select p.member_id, min(d.day) as touched_on
    from marts.profile_day d
    join core.profile p on p.brand = :brand and p.profile_id = d.profile_id
    where d.brand = :brand and d.day = any(cast(:days as date[]))
    group by p.member_id
),

-- three days that last, none of them touched, are enough: whatever happened before, the fourth is no newcomer's
limits as (
    select m.member_id, m.touched_on, max(u.day) filter (where u.place = 3) as until_day
    from members m
    left join lateral (
        select x.day, row_number() over (order by x.day) as place
        from core.profile p
        cross join lateral (
            select y.day from marts.profile_day y
            where y.brand = :brand and y.profile_id = p.profile_id and y.active_until = 'infinity'
              and y.day <> all (cast(:days as date[]))
            order by y.day limit 3
        ) x
        where p.brand = :brand and p.member_id = m.member_id
    ) u on true
    group by m.member_id, m.touched_on
)

select distinct x.day
from limits l
join core.profile p on p.brand = :brand and p.member_id = l.member_id
join marts.profile_day x
    on x.brand = :brand and x.profile_id = p.profile_id and x.day > l.touched_on and x.day <= coalesce(l.until_day, 'infinity')
