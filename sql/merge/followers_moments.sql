-- Purpose: whoever did something near a new word on their followers has others on record that day (metrics/profile_day.sql): on
-- days from this word to the next, and on days before it for which there was no earlier one. Their metrics change.
-- Grain: one row an interaction. Inputs: new_followers (temporary), core.profile_version, core.interaction; parameters brand.
insert into touched_moment (at)
select i.occurred_at
from new_followers a
cross join lateral (
    select min(v.seen_at) as at from core.profile_version v
    where v.brand = :brand and v.profile_id = a.profile_id and v.seen_at > a.seen_at and v.followers is not null
) later
join core.interaction i
    on i.brand = :brand and i.author_profile_id = a.profile_id
   and i.occurred_at > a.seen_at - interval '50 hours' and i.occurred_at < coalesce(later.at, 'infinity')
where i.occurred_at > a.seen_at - interval '25 hours'  -- a day with a change of clocks
   or not exists (
      select from core.profile_version v
      where v.brand = :brand and v.profile_id = a.profile_id and v.seen_at <= i.occurred_at and v.seen_at < a.seen_at
        and v.followers is not null
   )
