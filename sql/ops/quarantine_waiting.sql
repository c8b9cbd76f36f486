-- Purpose: the waiting rows among these ids. Grain: one row a quarantined row. Parameters: brand, ids.
select quarantine_id, stage, entity, reason, load_id, times_seen
from ops.quarantine
where brand = :brand and quarantine_id = any(cast(:ids as bigint[])) and state = 'waiting'
order by quarantine_id
