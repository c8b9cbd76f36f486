-- Purpose: let the engine read the next interactions of a span once more: newest first, from a place on, at most so many.
-- Grain: one row: how many, and the place to go on from (null: no more). Inputs: core.interaction, core.tier_in_force;
-- parameters brand, start, end, accounts (null: all), since (those assigned since then are done), before_at, before_id, most.
-- A person's ruling stays, and what has no words now. An engine reads a text again whose hash it has forgotten: see tiers/candidates.sql.
with chunk as materialized (
    select i.interaction_id, i.occurred_at
    from core.interaction i
    left join core.tier_in_force t on t.brand = :brand and t.interaction_id = i.interaction_id
    left join core.tier_assignment a on a.brand = :brand and a.assignment_id = t.assignment_id
    where i.brand = :brand and i.direction = 'inbound' and i.words_dropped_at is null
      and i.occurred_at >= :start and i.occurred_at < :end
      and (cast(:accounts as text[]) is null or i.account = any(cast(:accounts as text[])))
      and (i.occurred_at, i.interaction_id) < (cast(:before_at as timestamptz), cast(:before_id as bigint))
      and (t.interaction_id is null or (not t.is_human and a.assigned_at < :since))
    order by i.occurred_at desc, i.interaction_id desc
    limit :most
),
forgotten as (
    update core.tier_in_force t set text_hash = null
    from chunk c where t.brand = :brand and t.interaction_id = c.interaction_id
),
queued as (
    insert into ops.untiered (brand, interaction_id)
    select :brand, interaction_id from chunk
    on conflict do nothing
),
last as (
    select occurred_at, interaction_id from chunk order by occurred_at, interaction_id limit 1
)
select (select count(*) from chunk) as queued, (select occurred_at from last) as before_at,
       (select interaction_id from last) as before_id
