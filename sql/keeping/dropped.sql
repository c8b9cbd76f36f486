-- Purpose: the pages of these windows are on the landing store no longer. What had landed and was not merged is to be collected
-- again. Inputs: ops.load_window; parameters brand, load_ids.
update ops.load_window
set landing_ref = null, landed_at = null, state = case state when 'landed' then 'pending' else state end
where brand = :brand and load_id = any(:load_ids)
