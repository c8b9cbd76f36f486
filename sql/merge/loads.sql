-- Purpose: which of these windows are still to be merged, by account and stream.
-- is_staged: whether its rows stand in staging (a crash of the server empties that).
-- Grain: one row a load. Parameters: brand, load_ids, run_id. Locks them until the transaction ends.
select load_id, account || ' ' || stream as stream_key,
       exists (select from staging.load s where s.load_id = w.load_id) as is_staged
from ops.load_window w
where brand = :brand and load_id = any(:load_ids) and state = 'landed' and run_id = cast(:run_id as uuid)
order by account, stream, window_start
for update
