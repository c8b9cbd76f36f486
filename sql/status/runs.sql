-- Purpose: the newest runs. Grain and key: run. Inputs: ops.run; parameters brand, most.
select run_id, flow, as_of, is_replay, state, counts, problems, started_at, finished_at
from ops.run
where brand = :brand
order by started_at desc, run_id
limit :most
