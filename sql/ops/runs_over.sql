-- Purpose: of flow runs that Prefect calls running, those that were killed, now or long ago. Grain: one row a flow run.
-- Inputs: ops.run; parameters brand, flow_run_ids, killed (run ids of runs_killed.sql).
-- A run that ended by itself tells us before it tells Prefect: it is given a minute.
select flow_run_id
from ops.run
where brand = :brand and flow_run_id = any(:flow_run_ids)
  and (run_id = any(cast(:killed as uuid[]))
       or (state <> 'running' and finished_at < now() - interval '1 minute'))
order by started_at
