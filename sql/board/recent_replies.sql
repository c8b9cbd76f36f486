-- Purpose: what the brand last replied, the newest first. Grain: a reply.
-- Inputs: core.interaction; parameters brand, since, as_of, most.
select coalesce(case when i.edited_at > :as_of then i.first_text else i.text end, '') as text
from core.interaction i
where i.brand = :brand and i.direction = 'outbound' and i.is_message and i.kind <> 'post'
  and i.occurred_at > :since and i.occurred_at <= :as_of
order by i.occurred_at desc, i.interaction_id desc
limit :most
