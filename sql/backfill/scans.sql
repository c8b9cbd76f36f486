-- Purpose: how many runs of digests are at work for a brand. Grain: one row. Inputs: ops.run; parameters brand, killed (run ids
-- of ops/runs_killed.sql). Housekeeping sends nothing that anybody waits for.
select count(*) from ops.run
where brand = :brand and state = 'running' and flow not in ('backfill', 'housekeeping')
  and run_id <> all(cast(:killed as uuid[]))
