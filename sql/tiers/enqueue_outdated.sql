-- Purpose: history assigned by an older engine is assigned again, what matters to a scan at once: the newest messages, and
-- those that wait for an answer. The rest keeps its tiers until housekeeping or a backfill: see backfill/queue_outdated.sql.
-- Grain: one row an interaction. Inputs: core.tier_in_force, core.interaction, core.answer; parameters brand, engine.
-- Unit: at most 20,000 of each kind, which an engine reads in ten seconds; waiting ones of the 90 days before the newest message.
-- People's rulings stay, and what has no words any more. Looks at history only when the engine changed.
with outdated as (
    select from ops.tier_state where brand = :brand and engine <> :engine
),
newest as (
    select i.interaction_id
    from core.interaction i
    join core.tier_in_force t on t.brand = :brand and t.interaction_id = i.interaction_id
    where exists (select from outdated)
      and i.brand = :brand and i.direction = 'inbound' and t.engine <> :engine and not t.is_human
      and i.words_dropped_at is null
    order by i.occurred_at desc
    limit 20000
),
waiting as (
    select i.interaction_id
    from core.interaction i
    join core.tier_in_force t on t.brand = :brand and t.interaction_id = i.interaction_id
    where exists (select from outdated)
      and i.brand = :brand and i.direction = 'inbound' and t.engine <> :engine and not t.is_human
      and i.words_dropped_at is null
      and i.occurred_at > (select max(occurred_at) from core.interaction where brand = :brand) - interval '90 days'
      and i.is_message and t.tier in ('T1', 'T2', 'T3') and i.deleted_at is null
      and not exists (select from core.answer a where a.brand = :brand and a.interaction_id = i.interaction_id)
    order by i.occurred_at desc
    limit 20000
),
queued as (
    insert into ops.untiered (brand, interaction_id)
    select :brand, interaction_id from newest
    union
    select :brand, interaction_id from waiting
    on conflict do nothing
)
insert into ops.tier_state as s (brand, engine)
values (:brand, :engine)
on conflict (brand) do update set engine = excluded.engine where s.engine <> excluded.engine
