-- Purpose: how much happened on each day of a span, to cut it into pieces of like size. Grain: one row a day (brand's zone) on which
-- anything happened. Unit: interactions. Inputs: core.interaction; parameters brand, zone, first_day, last_day.
select (occurred_at at time zone :zone)::date as day, count(*) as interactions
from core.interaction
where brand = :brand
  and occurred_at >= cast(:first_day as date)::timestamp at time zone :zone
  and occurred_at < (cast(:last_day as date) + 1)::timestamp at time zone :zone
group by 1
order by 1
