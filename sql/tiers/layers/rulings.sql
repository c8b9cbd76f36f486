-- Purpose: what people ruled, as it is in force, the newest first: what a brand's layer is learned from.
-- Grain and key: interaction. Unit: one ruled inbound message. Left out: what was edited after the ruling (they ruled on
-- another text), what is deleted, what holds no text. Inputs: core.tier_in_force, core.tier_assignment,
-- core.interaction, core.profile; parameters brand, most.
select f.interaction_id, f.tier, f.assignment_id, p.member_id
from core.tier_in_force f
join core.tier_assignment a on a.brand = :brand and a.assignment_id = f.assignment_id
join core.interaction i on i.brand = :brand and i.interaction_id = f.interaction_id
join core.profile p on p.brand = :brand and p.profile_id = i.author_profile_id
where f.brand = :brand and f.is_human and i.direction = 'inbound' and i.deleted_at is null and i.text ~ '\S'
  and coalesce(i.text_changed_at, i.edited_at, '-infinity') <= a.assigned_at
order by f.assignment_id desc
limit :most
