-- Purpose: which of some messages wait for an answer as of a moment. Grain: one message, the longest waiting first.
-- Inputs: core.inbox_as_of; parameters brand, since, as_of, ids.
select b.interaction_id, b.occurred_at
from core.inbox_as_of(:brand, :since, :as_of) b
where b.interaction_id = any(:ids) and b.state = 'open' and b.tier in ('T1', 'T2', 'T3')
order by b.occurred_at, b.interaction_id
