-- Purpose: windows of an account of which pages have stood on the landing store since before a moment, be they of an attempt
-- that failed. Grain: one row a window, locked. Inputs: ops.load_window; parameters brand, account, before.
select load_id, stream, window_start, window_end
from ops.load_window
where brand = :brand and account = :account and landed_at < :before
order by load_id
for update
