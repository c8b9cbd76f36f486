-- Purpose: a window that cannot be had now (failed) or ever (unavailable), with the reason in words.
-- Parameters: brand, load_id, state, reason. A window merged meanwhile stays merged.
update ops.load_window
set state = :state, reason = left(:reason, 2000), updated_at = now()
where brand = :brand and load_id = :load_id and state <> 'merged'
