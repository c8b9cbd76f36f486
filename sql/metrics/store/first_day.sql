-- Purpose: the day (brand's zone) of the first interaction up to a moment; null without one. Inputs: core.interaction.
select (min(occurred_at) at time zone :zone)::date
from core.interaction
where brand = :brand and occurred_at <= :at
