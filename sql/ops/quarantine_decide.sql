-- Purpose: a person's word on waiting rows. Parameters: brand, ids, state (released, dropped), by, now.
update ops.quarantine
set state = :state, decided_by = :by, decided_at = :now
where brand = :brand and quarantine_id = any(cast(:ids as bigint[])) and state = 'waiting'
