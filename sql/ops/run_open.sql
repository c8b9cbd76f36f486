-- Purpose: put a run on record. Key: run_id. Parameters: run_id, brand, flow, as_of, is_replay, flow_run_id.
insert into ops.run (run_id, brand, flow, as_of, is_replay, state, flow_run_id)
values (:run_id, :brand, :flow, :as_of, :is_replay, 'running', :flow_run_id)
on conflict (run_id) do update set state = 'running', finished_at = null
