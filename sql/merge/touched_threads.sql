-- Purpose: the threads this merge touched, and since when.
-- Grain: one row a thread. Inputs: batch_interaction (temporary); parameters brand.
create temporary table touched_thread on commit drop as
select i.platform, i.thread_key, min(i.occurred_at) as touched_from
from batch_interaction b
join core.interaction i on i.brand = :brand and i.interaction_id = b.interaction_id
group by i.platform, i.thread_key
