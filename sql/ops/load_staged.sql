-- Purpose: how many records a window's pages held, and how many of its rows wait in quarantine so far.
-- Parameters: brand, load_id, parsed, quarantined.
update ops.load_window
set parsed = :parsed, quarantined = :quarantined, updated_at = now()
where brand = :brand and load_id = :load_id and state <> 'merged'
