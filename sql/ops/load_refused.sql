-- Purpose: the landed pages of a window that is to be collected again all the same: they were a broken batch.
-- (A run killed before it noted what had landed leaves no landing_ref.) Parameters: brand, load_id.
select landing_ref from ops.load_window where brand = :brand and load_id = :load_id and state = 'pending'
