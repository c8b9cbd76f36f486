-- Purpose: note what a backfill was asked for. Parameters: brand, run_id, asked (JSON).
update ops.run set asked = cast(:asked as jsonb) where brand = :brand and run_id = cast(:run_id as uuid)
