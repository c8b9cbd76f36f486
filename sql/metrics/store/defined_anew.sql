-- Purpose: where the marts were computed by other definitions than those of now, all days they hold are to be computed again.
-- Grain: one row a brand at most. Inputs: ops.mart_state; parameters brand, zone, definitions (JSON: model, its version).
with renewed as (
    update ops.mart_state
    set definitions = cast(:definitions as jsonb)
    where brand = :brand and definitions is distinct from cast(:definitions as jsonb)
    returning computed_from, (computed_through at time zone :zone)::date as computed_to
)
insert into ops.touched_day (brand, day)
select :brand, day::date
from renewed
cross join lateral generate_series(computed_from::timestamp, computed_to, interval '1 day') day
order by day
on conflict (brand, day) do update set day = excluded.day
