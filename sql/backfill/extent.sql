-- Purpose: what of a span there is in the warehouse. Grain: one row. Inputs: core.interaction; parameters brand, zone, start,
-- end, accounts (null: all). Unit: inbound interactions; days of the zone, first and last (null: none).
select count(*) filter (where direction = 'inbound'
                          and (cast(:accounts as text[]) is null or account = any(cast(:accounts as text[])))) as inbound,
       (min(occurred_at) at time zone :zone)::date as first_day,
       (max(occurred_at) at time zone :zone)::date as last_day
from core.interaction
where brand = :brand and occurred_at >= :start and occurred_at < :end
