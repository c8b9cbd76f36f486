-- Purpose: runs that were killed are put down as failed. Parameters: brand, run_ids (of runs_killed.sql).
update ops.run
set state = 'failed', finished_at = now(), problems = problems || '{"killed before it ended"}'::text[]
where brand = :brand and run_id = any(cast(:run_ids as uuid[])) and state = 'running'
