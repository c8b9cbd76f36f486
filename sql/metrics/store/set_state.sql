-- Purpose: says what the brand's marts hold now. Grain: one row a brand. Inputs: parameters brand, first_day, at, definitions.
insert into ops.mart_state (brand, computed_from, computed_through, windows_seen_at, definitions)
values (:brand, :first_day, :at, now(), cast(:definitions as jsonb))
on conflict (brand) do update
set computed_from = excluded.computed_from, computed_through = excluded.computed_through,
    windows_seen_at = excluded.windows_seen_at
