-- Purpose: record what a person did about inbound interactions, and mark their days for the metrics.
-- Grain: one row an interaction acted on; returns their ids (those of another brand, or outbound, are not acted on).
-- Inputs: core.interaction, core.brand; parameters brand, ids, action, snoozed_until, note, acted_by, acted_at.
with known as (
    select i.interaction_id, (i.occurred_at at time zone b.timezone)::date as day
    from core.interaction i
    join core.brand b on b.brand = i.brand
    where i.brand = :brand and i.interaction_id = any(:ids) and i.direction = 'inbound'
      and i.occurred_at <= :acted_at
),
days as (
    insert into ops.touched_day (brand, day)
    select distinct :brand, day from known order by day
    on conflict (brand, day) do update set day = excluded.day
)
insert into core.action (brand, interaction_id, action, snoozed_until, note, acted_by, acted_at)
select :brand, interaction_id, :action, :snoozed_until, :note, :acted_by, :acted_at
from known
order by interaction_id
returning interaction_id
