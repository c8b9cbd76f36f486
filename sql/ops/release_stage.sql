-- Purpose: a window of its own for a row that a person lets in, and the row back in staging.
-- Grain: one row. Parameters: brand, quarantine_id, run_id, start, end. Returns the load.
select ops.release_to_staging(:brand, :quarantine_id, cast(:run_id as uuid), :start, :end)
