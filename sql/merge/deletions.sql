-- Purpose: mark what the platform no longer shows. The rows stay, with the earliest time they were said to be gone.
-- Grain: one row a deleted interaction. Inputs: staging.deletion, core.deletion; parameters brand, load_ids.
-- A deletion that came before what it deletes waits in core.deletion. Returns the interactions newly marked.
with reported as (
    select platform, native_id, min(deleted_at) as deleted_at
    from staging.deletion
    where brand = :brand and load_id = any(:load_ids)
    group by platform, native_id
),
kept as (
    insert into core.deletion as d (brand, platform, native_id, deleted_at)
    select :brand, platform, native_id, deleted_at from reported
    on conflict (brand, platform, native_id) do update
    set deleted_at = excluded.deleted_at
    where excluded.deleted_at < d.deleted_at
),
arrived as (
    select platform, native_id from staging.interaction where brand = :brand and load_id = any(:load_ids)
    union
    select platform, native_id from staging.post where brand = :brand and load_id = any(:load_ids)
),
gone as (
    select platform, native_id, min(deleted_at) as deleted_at
    from (
        select platform, native_id, deleted_at from reported
        union all
        select d.platform, d.native_id, d.deleted_at
        from core.deletion d join arrived using (platform, native_id)
        where d.brand = :brand
    ) said
    group by platform, native_id
),
posts as (
    update core.post p
    set deleted_at = g.deleted_at
    from gone g
    where p.brand = :brand and p.platform = g.platform and p.native_id = g.native_id
      and (p.deleted_at is null or p.deleted_at > g.deleted_at)
    returning p.published_at
),
noted as (
    insert into touched_moment (at) select published_at from posts
)
update core.interaction i
set deleted_at = g.deleted_at
from gone g
where i.brand = :brand and i.platform = g.platform and i.native_id = g.native_id
  and (i.deleted_at is null or i.deleted_at > g.deleted_at)
returning i.interaction_id
