-- Purpose: T1 and T2 whose 24 hours ended during a span without an answer in time.
-- Grain and key: interaction. Inputs: core.interaction, core.profile, core.profile_as_of, core.answer_span,
-- core.tier_as_of; parameters brand, since, as_of. What was deleted within its 24 hours and before an answer is no miss.
select i.interaction_id, f.tier, i.platform, w.name as member_name,
       coalesce(case when i.edited_at > :as_of then i.first_text else i.text end, '') as text,
       i.occurred_at, a.answered_at, i.permalink
from core.interaction i
join core.profile p on p.brand = :brand and p.profile_id = i.author_profile_id
cross join lateral core.tier_as_of(:brand, i.interaction_id, i.edited_at, :as_of) f
left join lateral (
    select min(s.answered_at) as answered_at
    from core.answer_span(:brand, i.interaction_id) s
    where s.answered_at <= :as_of and :as_of < s.until_at
) a on true
cross join lateral core.profile_as_of(:brand, i.author_profile_id, :as_of) w
where i.brand = :brand and i.direction = 'inbound' and f.tier in ('T1', 'T2')
  and i.occurred_at > :since - interval '24 hours' and i.occurred_at <= :as_of - interval '24 hours'
  and not core.is_blocked_at(i.is_blocked, i.blocked_at, :as_of) and not p.is_bot and not p.is_own
  and (a.answered_at is null or a.answered_at > i.occurred_at + interval '24 hours')
  and (i.deleted_at is null or i.deleted_at > i.occurred_at + interval '24 hours')
order by i.occurred_at, i.interaction_id
