-- Purpose: what a person can decide about, as of a moment: the stricter tiers first, then the older.
-- Grain and key: interaction. Unit: one inbound interaction. Inputs: core.inbox_as_of, core.interaction,
-- core.profile_as_of, core.handling_as_of, core.t1_chance_as_of; parameters brand, since, as_of, states, most; tiers,
-- search, label, assignee (null: all; an empty assignee: nobody's); is_unsure (only what board/uncertain.sql means),
-- look_from, unsure_below.
select b.interaction_id, b.state, b.tier, b.confidence, b.reasons, i.platform, i.account, i.kind, i.occurred_at,
       w.name as member_name, coalesce(s.text, '') as text, i.permalink,
       coalesce(h.labels, '{}') as labels, h.assignee, c.t1_chance
from core.inbox_as_of(:brand, :since, :as_of) b
join core.interaction i on i.brand = :brand and i.interaction_id = b.interaction_id
cross join lateral (select case when i.edited_at > :as_of then i.first_text else i.text end as text) s
cross join lateral core.profile_as_of(:brand, i.author_profile_id, :as_of) w
left join lateral core.handling_as_of(:brand, i.interaction_id, i.edited_at, :as_of) h on true
cross join lateral core.t1_chance_as_of(:brand, i.interaction_id, i.edited_at, :as_of) c (t1_chance)
where b.state = any(:states)
  and (cast(:tiers as text[]) is null or b.tier = any(cast(:tiers as text[])))
  and (cast(:search as text) is null or position(lower(:search) in lower(s.text)) > 0)
  and (cast(:label as text) is null or lower(:label) = any(select lower(l) from unnest(h.labels) l))
  and (cast(:assignee as text) is null or lower(:assignee) = lower(coalesce(h.assignee, '')))
  and (not :is_unsure or b.is_message and b.tier <> 'T1'
       and case when c.t1_chance is null then b.confidence < :unsure_below else c.t1_chance >= :look_from end)
order by b.tier, b.occurred_at, b.interaction_id
limit :most
