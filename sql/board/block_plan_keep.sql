-- Purpose: keep the midday block as it was planned (the last one of its day). The next metrics find it by when it was kept: a
-- digest is composed on one snapshot, where touching a day that a merge touches meanwhile would be refused.
-- Key: (brand, day). Parameters: brand, day, planned_at, planned_minutes, block_minutes.
insert into core.block_plan as p (brand, day, planned_at, planned_minutes, block_minutes)
values (:brand, :day, :planned_at, :planned_minutes, :block_minutes)
on conflict (brand, day) do update
set planned_at = excluded.planned_at, planned_minutes = excluded.planned_minutes,
    block_minutes = excluded.block_minutes, kept_at = excluded.kept_at
where p.planned_at <= excluded.planned_at
  and (p.planned_at, p.planned_minutes, p.block_minutes)
      is distinct from (excluded.planned_at, excluded.planned_minutes, excluded.block_minutes)
