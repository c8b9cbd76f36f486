-- Purpose: the brand's replies whose authenticity must be checked (again): new or changed ones, and those after anything
-- that changed in their thread, for it may be what they answer.
-- Grain: one row a reply. Inputs: touched_thread (temporary), core.interaction; parameters brand.
insert into ops.unchecked_reply (brand, occurred_at, interaction_id)
select distinct :brand, i.occurred_at, i.interaction_id
from touched_thread t
join core.interaction i
    on i.brand = :brand and i.platform = t.platform and i.thread_key = t.thread_key and i.occurred_at >= t.touched_from
where i.direction = 'outbound' and i.is_message and i.kind <> 'post'
on conflict do nothing
