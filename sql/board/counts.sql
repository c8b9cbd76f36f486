-- Purpose: how many messages of a span wanted an answer, and what became of them, as of a moment.
-- Grain: one row. Unit: messages. Inputs: core.inbox_as_of; parameters brand, since, until, as_of.
select count(*) as received,
       count(*) filter (where state = 'open') as open,
       count(*) filter (where state = 'snoozed') as snoozed
from core.inbox_as_of(:brand, :since, :as_of)
where is_message and tier <> 'none' and occurred_at <= :until
