-- Purpose: how many of these runs are digests' scans, not backfills. Grain: one row. Parameters: run_ids.
select count(*) from ops.run where run_id = any(cast(:run_ids as uuid[])) and flow <> 'backfill'
