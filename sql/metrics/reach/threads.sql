-- Purpose: the later days on which the threads of touched days are active: their depth changes with them.
-- Grain: one row a day, up to the day of `until_at`. Inputs: core.interaction; parameters brand, zone, days, until_at.
with touched as (
    select (d::timestamp at time zone :zone) as starts_at, ((d + 1)::timestamp at time zone :zone) as ends_at
    from unnest(cast(:days as date[])) d
),

threads as (
    select i.platform, i.thread_key, min(t.starts_at) as touched_at
    from touched t
    cross join lateral (
        select platform, thread_key from core.interaction
        where brand = :brand and occurred_at >= t.starts_at and occurred_at < t.ends_at and is_message
        union all
        select platform, thread_key from core.interaction
        where brand = :brand and deleted_at >= t.starts_at and deleted_at < t.ends_at and is_message
    ) i
    group by i.platform, i.thread_key
)

select distinct (i.occurred_at at time zone :zone)::date as day
from threads t
join core.interaction i
    on i.brand = :brand and i.platform = t.platform and i.thread_key = t.thread_key
   and i.occurred_at >= t.touched_at and i.occurred_at <= :until_at
