-- Purpose: a thread whose root turns out to answer something joins that something's thread.
-- Grain: one row a moved interaction; run until it returns none (a chain of n late parents takes n rounds).
-- Inputs: linked_interaction (temporary: ids linked to a parent in this merge). Parameters: brand.
-- Moves toward the parent only, and only roots, so a hostile cycle of two merely swaps and is cut off by
-- the caller's bound.
with roots as (
    select c.platform, c.thread_key as from_key, p.thread_key as to_key
    from linked_interaction l
    join core.interaction c on c.brand = :brand and c.interaction_id = l.interaction_id
    join core.interaction p on p.brand = :brand and p.interaction_id = c.parent_id
    where c.thread_key = c.native_id and p.thread_key <> c.thread_key
)
update core.interaction i
set thread_key = r.to_key
from roots r
where i.brand = :brand and i.platform = r.platform and i.thread_key = r.from_key
returning i.interaction_id
