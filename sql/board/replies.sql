-- Purpose: when the brand replied during a span.
-- Grain: one row a reply. Inputs: core.interaction; parameters brand, since, as_of.
select i.occurred_at
from core.interaction i
where i.brand = :brand and i.direction = 'outbound' and i.is_message and i.kind <> 'post'
  and i.occurred_at >= :since and i.occurred_at <= :as_of
order by i.occurred_at
