-- Purpose: mark what the platform no longer shows. The rows stay, with the time they went.
-- Grain: one row a deleted interaction. Inputs: staging.deletion; parameters brand, load_ids.
-- Returns the interactions newly marked.
with gone as (
    select platform, native_id, min(deleted_at) as deleted_at
    from staging.deletion
    where brand = :brand and load_id = any(:load_ids)
    group by platform, native_id
),
posts as (
    update core.post p
    set deleted_at = g.deleted_at
    from gone g
    where p.brand = :brand and p.platform = g.platform and p.native_id = g.native_id and p.deleted_at is null
)
update core.interaction i
set deleted_at = g.deleted_at
from gone g
where i.brand = :brand and i.platform = g.platform and i.native_id = g.native_id and i.deleted_at is null
returning i.interaction_id
