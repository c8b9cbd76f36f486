-- Purpose: record a person's ruling on the tier of inbound interactions, put it in force, mark the days (its own, too).
-- Grain: one row an interaction ruled on; returns their ids. Inputs: core.interaction, core.brand,
-- core.tier_assignment (flags and sentiment of the engine stay); parameters brand, ids, tier, reason, ruled_by,
-- ruled_at.
with known as (
    select i.interaction_id, (i.occurred_at at time zone b.timezone)::date as day, i.content_hash,
           coalesce(a.flags, '{}') as flags, a.sentiment
    from core.interaction i
    join core.brand b on b.brand = i.brand
    left join core.tier_in_force f on f.brand = i.brand and f.interaction_id = i.interaction_id
    left join core.tier_assignment a on a.brand = i.brand and a.assignment_id = f.assignment_id
    where i.brand = :brand and i.interaction_id = any(:ids) and i.direction = 'inbound'
      and i.occurred_at <= :ruled_at
),
days as (
    insert into ops.touched_day (brand, day)
    select distinct :brand, t.day
    from known k
    join core.brand b on b.brand = :brand
    cross join lateral (values (k.day), ((:ruled_at at time zone b.timezone)::date)) t (day)
    order by t.day
    on conflict (brand, day) do update set day = excluded.day
),
ruling as (
    insert into core.tier_assignment
        (brand, interaction_id, tier, confidence, flags, sentiment, reasons, engine, assigned_by, assigned_at)
    select :brand, interaction_id, :tier, 1, flags, sentiment, array[cast(:reason as text)], 'person', :ruled_by,
           :ruled_at
    from known
    order by interaction_id
    returning interaction_id, assignment_id, tier, engine
),
taken_back as (  -- who rules that it wants an answer does not leave it dismissed by a rule of the brand
    insert into core.action (brand, interaction_id, action, note, acted_by, acted_at)
    select :brand, k.interaction_id, 'reopened', :reason, :ruled_by, :ruled_at
    from known k
    join core.action c on c.brand = :brand and c.interaction_id = k.interaction_id and c.is_automatic
    where :tier <> 'none' and c.action = 'dismissed'
      and not exists (
          select from core.action p
          where p.brand = :brand and p.interaction_id = k.interaction_id and not p.is_automatic
            and p.acted_at >= c.acted_at)
      and not exists (
          select from core.answer a
          where a.brand = :brand and a.interaction_id = k.interaction_id and a.via <> 'reaction'
            and a.answered_at <= :ruled_at and a.until_at > :ruled_at)
)
insert into core.tier_in_force as f (brand, interaction_id, assignment_id, tier, is_human, engine, text_hash)
select :brand, r.interaction_id, r.assignment_id, r.tier, true, r.engine, k.content_hash
from ruling r
join known k using (interaction_id)
on conflict (brand, interaction_id) do update
set assignment_id = excluded.assignment_id, tier = excluded.tier, is_human = true, engine = excluded.engine
returning f.interaction_id
