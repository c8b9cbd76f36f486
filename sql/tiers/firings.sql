-- Purpose: which rules of the brand fired together on the messages of a span, how often, and when last.
-- Grain and key: rules (their names in order; empty: none fired). Unit: inbound interactions.
-- Inputs: core.interaction, core.handling_as_of; parameters brand, since, as_of.
select h.rules, count(*) as messages, max(i.occurred_at) as last_at
from core.interaction i
cross join lateral core.handling_as_of(:brand, i.interaction_id, i.edited_at, :as_of) h
where i.brand = :brand and i.direction = 'inbound' and i.occurred_at > :since and i.occurred_at <= :as_of
group by h.rules
