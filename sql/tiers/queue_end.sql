-- Purpose: the last interaction of the queue's next piece; null when the queue is empty.
-- Grain: one row. Parameters: brand, after_id, size.
select max(interaction_id)
from (
    select interaction_id from ops.untiered
    where brand = :brand and interaction_id > :after_id
    order by interaction_id
    limit :size
) piece
