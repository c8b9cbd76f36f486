-- Purpose: which of these windows nobody has brought in since a moment. Grain: one row a load.
-- Parameters: brand, load_ids, since.
select load_id
from ops.load_window
where brand = :brand and load_id = any(:load_ids) and state in ('merged', 'unavailable') and updated_at < :since
