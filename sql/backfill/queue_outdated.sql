-- Purpose: let the engine of now read the next interactions that still have the tier of an older one: from a place down, at most so
-- many. Grain: one row: how many, and the place to go on from (null: no more). Inputs: core.tier_in_force, ops.tier_state,
-- core.interaction; parameters brand, before_id, most. People's rulings stay, and what has no words any more.
with chunk as materialized (
    select t.interaction_id
    from core.tier_in_force t
    join ops.tier_state s on s.brand = t.brand
    where t.brand = :brand and t.engine <> s.engine and not t.is_human and t.interaction_id < :before_id
      and not exists (
          select from core.interaction i
          where i.brand = :brand and i.interaction_id = t.interaction_id and i.words_dropped_at is not null)
    order by t.interaction_id desc
    limit :most
),
queued as (
    insert into ops.untiered (brand, interaction_id)
    select :brand, interaction_id from chunk
    on conflict do nothing
)
select count(*) as queued, min(interaction_id) as before_id from chunk
