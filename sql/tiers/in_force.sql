-- Purpose: the assignment in force of one interaction. Grain: one row, none when it was not assigned yet.
-- Inputs: core.tier_in_force, core.tier_assignment; parameters brand, interaction_id.
select a.tier, a.engine, a.assigned_by, a.assigned_at, a.reasons
from core.tier_in_force f
join core.tier_assignment a on a.brand = f.brand and a.assignment_id = f.assignment_id
where f.brand = :brand and f.interaction_id = :interaction_id
