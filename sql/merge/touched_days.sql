-- Purpose: the days whose metrics must be computed again, and the interactions whose tier must be assigned.
-- Grain: one row a day of the brand's zone. Inputs: touched_thread, batch_interaction, answered_anew,
-- touched_moment (temporary), staging snapshots of the loads; parameters brand, load_ids.
-- A late message changes its thread's depth on every later day the thread was active.
with zone as (select timezone from core.brand where brand = :brand),
moments as (
    select i.occurred_at as at
    from touched_thread t
    join core.interaction i
        on i.brand = :brand and i.platform = t.platform and i.thread_key = t.thread_key
           and i.occurred_at >= t.touched_from
    union all
    select i.occurred_at from answered_anew a
    join core.interaction i on i.brand = :brand and i.interaction_id = a.interaction_id
    union all
    select at from touched_moment
    union all
    select published_at from staging.post where brand = :brand and load_id = any(:load_ids)
    union all
    select captured_at from staging.post_snapshot where brand = :brand and load_id = any(:load_ids)
    union all
    select captured_at from staging.audience_snapshot where brand = :brand and load_id = any(:load_ids)
),
untiered as (
    insert into ops.untiered (brand, interaction_id)
    select :brand, i.interaction_id
    from batch_interaction b
    join core.interaction i on i.brand = :brand and i.interaction_id = b.interaction_id
    where i.direction = 'inbound'
    on conflict do nothing
)
insert into ops.touched_day (brand, day)
select distinct :brand, (m.at at time zone z.timezone)::date as day
from moments m cross join zone z
order by day
on conflict (brand, day) do update set day = excluded.day
