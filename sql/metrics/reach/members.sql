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

later as (
    select t.member_id, t.day as touched_on, x.day, x.active_until, x.followed_until
    from touched t
    join core.profile p on p.brand = :brand and p.member_id = t.member_id
    join marts.profile_day x on x.brand = :brand and x.profile_id = p.profile_id and x.day > t.day
),

limits as (
    select *,
           min(day) filter (where active_until = 'infinity') over same as active_on,
           min(day) filter (where followed_until = 'infinity') over same as followed_on
    from later
    window same as (partition by member_id, touched_on)
)

select distinct day
from limits
where day <= coalesce(active_on, day)
   or (followed_until is not null and day <= coalesce(followed_on, day))
