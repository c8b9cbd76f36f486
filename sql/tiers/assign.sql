-- Purpose: keep new assignments and put them in force (a person's ruling stays in force), and mark their days.
-- Grain: one row an interaction. Inputs: new_assignment (temporary); parameters brand, engine, now.
with added as (
    insert into core.tier_assignment
        (brand, interaction_id, tier, confidence, flags, sentiment, reasons, engine, assigned_at, rules, engine_tier,
         labels, assignee, t1_chance)
    select :brand, interaction_id, tier, confidence, flags, sentiment, reasons, :engine, :now, rules, engine_tier,
           labels, assignee, t1_chance
    from new_assignment
    returning assignment_id, interaction_id, tier
),
in_force as (
    insert into core.tier_in_force as f
        (brand, interaction_id, assignment_id, tier, is_human, engine, text_hash)
    select :brand, a.interaction_id, a.assignment_id, a.tier, false, :engine, n.text_hash
    from added a join new_assignment n using (interaction_id)
    on conflict (brand, interaction_id) do update
    set assignment_id = excluded.assignment_id, tier = excluded.tier, engine = excluded.engine,
        text_hash = excluded.text_hash
    where not f.is_human
)
insert into ops.touched_day (brand, day)
select distinct :brand, (i.occurred_at at time zone b.timezone)::date as day
from new_assignment n
join core.interaction i on i.brand = :brand and i.interaction_id = n.interaction_id
join core.brand b on b.brand = :brand
order by day
on conflict (brand, day) do update set day = excluded.day
