-- Purpose: history assigned by an older engine is assigned again (people's rulings stay).
-- Grain: one row an interaction. Parameters: brand, engine. Looks at history only when the engine changed.
with outdated as (
    select from ops.tier_state where brand = :brand and engine <> :engine
),
queued as (
    insert into ops.untiered (brand, interaction_id)
    select t.brand, t.interaction_id
    from core.tier_in_force t
    where t.brand = :brand and t.engine <> :engine and not t.is_human and exists (select from outdated)
    on conflict do nothing
)
insert into ops.tier_state as s (brand, engine)
values (:brand, :engine)
on conflict (brand) do update set engine = excluded.engine where s.engine <> excluded.engine
