-- Purpose: the days on which members did something are to be computed again: who they are has changed. Grain: one row a day.
-- Inputs: core.profile, core.interaction, core.post; parameters brand, member_ids.
insert into ops.touched_day (brand, day)
select distinct :brand, (done.at at time zone b.timezone)::date as day
from core.profile p
join core.brand b on b.brand = :brand
cross join lateral (
    select i.occurred_at as at from core.interaction i where i.brand = :brand and i.author_profile_id = p.profile_id
    union all
    select o.published_at from core.post o where o.brand = :brand and o.author_profile_id = p.profile_id
) done
where p.brand = :brand and p.member_id = any(:member_ids)
order by day
on conflict (brand, day) do update set day = excluded.day
