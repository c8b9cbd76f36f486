-- Purpose: how many inbound messages there are in a week, and in the weeks before it, so that one knows what reading them
-- takes. Grain: one row. Inputs: core.interaction; parameters brand, since, week_start, at.
select count(*) filter (where occurred_at >= :week_start) as week,
       count(*) filter (where occurred_at < :week_start) as before
from core.interaction
where brand = :brand and direction = 'inbound' and is_message and occurred_at >= :since and occurred_at <= :at
