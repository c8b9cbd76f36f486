-- Purpose: put finished windows down to a run, to be asked for once more. Their pages stay, and count as refused: see
-- ops/load_refused.sql. Grain: one row a load. Parameters: brand, load_ids, since, run_id.
update ops.load_window
set state = 'pending', run_id = cast(:run_id as uuid), reason = null, updated_at = now()
where brand = :brand and load_id = any(:load_ids) and state in ('merged', 'unavailable') and updated_at < :since
returning load_id
