-- Purpose: within a preview, and taken back with it: the look that would have been before it. Parameters: brand, flow, as_of.
insert into ops.run (run_id, brand, flow, as_of, is_replay, state)
values (gen_random_uuid(), :brand, :flow, :as_of, true, 'completed')
