-- Purpose: what people wrote in a week and the weeks before it, to find topics in; each text as it stood at `at`.
-- Grain: one inbound message with text that counts (no tier none, no bots, not deleted early), in order of time.
-- Inputs: core.counted_interaction, core.interaction, core.profile, core.tier_in_force, core.tier_assignment;
-- parameters brand, zone, since, week_start, at, as_of, kept_before, kept_week.
-- Of all people, kept_before (kept_week in the week itself) of 1024 are read, by their native ids: the same ones always.
with said as materialized (  -- chosen before anything else of them is looked up
    select i.interaction_id, i.platform, i.native_id, i.member_id, i.occurred_at, i.text
    from core.counted_interaction(:brand) i
    join core.profile p on p.brand = :brand and p.profile_id = i.profile_id
    where i.direction = 'inbound' and i.is_message and i.occurred_at >= :since and i.occurred_at <= :at and i.void_at > :at
      and (hashtextextended(p.platform || ':' || p.native_id, 0) & 1023)
          < case when i.occurred_at >= :week_start then :kept_week else :kept_before end
)
select s.interaction_id, s.member_id, core.language(x.lang) as language, w.text,
       date_trunc('week', s.occurred_at at time zone :zone)::date as week,
       core.feeling(a.sentiment) as feeling, coalesce('complaint' = any(a.flags), false) as is_complaint,
       (x.deleted_at is null or x.deleted_at > :as_of)
           and not core.is_blocked_at(x.is_blocked, x.blocked_at, :as_of) as may_be_quoted
from said s
join core.interaction x
    on x.brand = :brand and x.interaction_id = s.interaction_id and x.occurred_at >= :since and x.occurred_at <= :at
cross join lateral (select case when x.edited_at > :at then x.first_text else s.text end as text) w
left join core.tier_in_force f on f.brand = :brand and f.interaction_id = s.interaction_id
left join core.tier_assignment a on a.brand = :brand and a.assignment_id = f.assignment_id
where w.text ~ '\S'
order by s.occurred_at, s.platform, s.native_id
