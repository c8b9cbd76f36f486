-- Purpose: a broken batch: its windows are to be collected again. Parameters: brand, load_ids, reason.
update ops.load_window
set state = 'failed', reason = left(:reason, 2000), updated_at = now()
where brand = :brand and load_id = any(:load_ids) and state <> 'merged'
