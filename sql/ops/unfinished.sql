-- Purpose: windows that were begun and not merged, with the run that began them.
-- Grain: one row a window. Inputs: ops.load_window; parameters brand, start, end.
select load_id, account, stream, window_start, window_end, state, run_id
from ops.load_window
where brand = :brand and state in ('pending', 'landed') and window_end > :start and window_start < :end
order by load_id
