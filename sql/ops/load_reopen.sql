-- Purpose: take a window back to landed, so that its pages are read and merged again.
-- Parameters: brand, load_id, run_id.
update ops.load_window
set state = 'landed', run_id = cast(:run_id as uuid), updated_at = now()
where brand = :brand and load_id = :load_id and landing_ref is not null
returning load_id, account, stream, window_start, window_end, landing_ref
