-- Purpose: link interactions to their parents, whichever of the two arrived first.
-- Grain: one row a newly linked interaction. Inputs: batch_interaction (temporary: ids of this merge).
-- Parameters: brand.
with candidates as (
    select c.interaction_id, p.interaction_id as parent_id
    from batch_interaction b
    join core.interaction c on c.brand = :brand and c.interaction_id = b.interaction_id
    join core.interaction p
        on p.brand = :brand and p.platform = c.platform and p.native_id = c.parent_native_id
    where c.parent_id is null
    union
    select c.interaction_id, p.interaction_id
    from batch_interaction b
    join core.interaction p on p.brand = :brand and p.interaction_id = b.interaction_id
    join core.interaction c
        on c.brand = :brand and c.platform = p.platform and c.parent_native_id = p.native_id
    where c.parent_id is null
)
update core.interaction c
set parent_id = candidates.parent_id
from candidates
where c.brand = :brand and c.interaction_id = candidates.interaction_id
returning c.interaction_id
