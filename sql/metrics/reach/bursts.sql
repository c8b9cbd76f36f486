-- Purpose: the days whose "same weekdays before" change in number because the marts' first day moves: touched days at or
-- before it. Grain: one row a day. Inputs: ops.mart_state, core.interaction; parameters brand, zone, days, until_at.
with begun as (
    select s.computed_from as held_from,
           (select (min(i.occurred_at) at time zone :zone)::date
            from core.interaction i where i.brand = :brand and i.occurred_at <= :until_at) as starts_on
    from ops.mart_state s
    where s.brand = :brand
)

select generate_series(least(held_from, starts_on)::timestamp,
                       greatest(held_from, starts_on) + 56, interval '1 day')::date as day
from begun
where held_from <> starts_on
  and exists (select from unnest(cast(:days as date[])) d where d <= greatest(held_from, starts_on))
