-- Purpose: runs that died without a word are put down as failed. Parameters: brand, run_ids.
-- One begun in the last minute may be about to take its lease: it is left alone.
update ops.run
set state = 'failed', finished_at = now(), problems = problems || '{"killed before it ended"}'::text[]
where brand = :brand and run_id = any(cast(:run_ids as uuid[])) and state = 'running'
  and started_at < now() - interval '1 minute'
