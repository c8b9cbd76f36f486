-- Purpose: what the brand answered during a span, and whether it had the last word since.
-- Grain and key: answered inbound interaction (the answer in force: 'parent' before 'thread').
-- Inputs: core.answer, core.interaction, core.profile, core.profile_as_of, core.tier_as_of; parameters brand, since,
-- as_of.
with answered as (
    select distinct on (a.interaction_id) a.interaction_id, a.answered_at
    from core.answer a
    where a.brand = :brand and a.answered_at >= :since and a.answered_at <= :as_of
      and a.via <> 'reaction' and a.until_at > :as_of
      and not exists (
          select from core.answer b
          where b.brand = :brand and b.interaction_id = a.interaction_id and b.via = 'parent'
            and b.answered_at < :since
      )
    order by a.interaction_id, a.via
)
select i.interaction_id, f.tier, i.platform, w.name as member_name,
       i.occurred_at as asked_at, a.answered_at,
       (
           select m.direction = 'outbound'
           from core.interaction m
           where m.brand = :brand and m.platform = i.platform and m.thread_key = i.thread_key
             and m.occurred_at <= :as_of and m.is_message and (m.deleted_at is null or m.deleted_at > :as_of)
           order by m.occurred_at desc, m.interaction_id desc
           limit 1
       ) as is_waiting_for_them
from answered a
join core.interaction i on i.brand = :brand and i.interaction_id = a.interaction_id
join core.profile p on p.brand = :brand and p.profile_id = i.author_profile_id
cross join lateral core.tier_as_of(:brand, i.interaction_id, i.edited_at, :as_of) f
cross join lateral core.profile_as_of(:brand, i.author_profile_id, :as_of) w
where f.tier <> 'none' and not p.is_bot and not p.is_own
order by a.answered_at, i.interaction_id
