-- Purpose: metrics that were to be computed again are, up to a day. Parameters: brand, run_id, day.
update ops.run set metrics_through = :day where brand = :brand and run_id = cast(:run_id as uuid)
