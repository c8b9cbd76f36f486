-- Purpose: the newest runs. Grain and key: run. Inputs: ops.run; parameters brand, most, killed (run ids of
-- ops/runs_killed.sql: the brand's next run puts them down as failed).
select run_id, flow, as_of, is_replay,
       case when state = 'running' and run_id = any(cast(:killed as uuid[])) then 'killed' else state end as state,
       counts, problems, started_at, finished_at
from ops.run
where brand = :brand
order by started_at desc, run_id
limit :most
