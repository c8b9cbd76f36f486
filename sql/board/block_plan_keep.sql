-- Purpose: keep the midday block as it was planned (the last one of its day), and mark the day.
-- Key: (brand, day). Parameters: brand, day, planned_at, planned_minutes, block_minutes.
with kept as (
    insert into core.block_plan as p (brand, day, planned_at, planned_minutes, block_minutes)
    values (:brand, :day, :planned_at, :planned_minutes, :block_minutes)
    on conflict (brand, day) do update
    set planned_at = excluded.planned_at, planned_minutes = excluded.planned_minutes,
        block_minutes = excluded.block_minutes
    where p.planned_at <= excluded.planned_at
      and (p.planned_at, p.planned_minutes, p.block_minutes)
          is distinct from (excluded.planned_at, excluded.planned_minutes, excluded.block_minutes)
    returning day
)
insert into ops.touched_day (brand, day)
select :brand, day from kept
on conflict (brand, day) do update set day = excluded.day
