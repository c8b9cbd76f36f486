-- Purpose: days of which something else may be known since the marts were last computed: those of windows that changed since
-- (a day's grace, for transactions that ended late), and, where earlier ones were collected, those taken for untracked.
-- Grain: one row a day. Inputs: ops.load_window, marts.unknown_day; parameters brand, zone, seen_at (null: never), first_day, last_day.
with changed as materialized (
    select (window_start at time zone :zone)::date as first_on, (window_end at time zone :zone)::date as last_on
    from ops.load_window
    where brand = :brand and changed_at > coalesce(cast(:seen_at as timestamptz) - interval '1 day', '-infinity')
)
select on_day::date as day
from changed c
cross join lateral generate_series(greatest(c.first_on, :first_day), least(c.last_on, :last_day), interval '1 day') on_day
union
select u.day
from marts.unknown_day u
where u.brand = :brand and u.cause = 'untracked' and u.day >= (select min(first_on) from changed)
