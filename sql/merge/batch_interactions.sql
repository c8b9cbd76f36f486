-- Purpose: the interactions this merge inserted or changed, with the threads they belong to.
-- Grain: one row an interaction. Inputs: interaction_change (temporary); parameters brand.
insert into batch_interaction (interaction_id)
select i.interaction_id
from interaction_change c
join core.interaction i on i.brand = :brand and i.platform = c.platform and i.native_id = c.native_id
where c.outcome <> 'unchanged'
on conflict do nothing
