-- Purpose: a window's pages are on the landing store. Parameters: brand, load_id, state, fetched, cursor, landing_ref.
-- They are as old as the first of them: landed_at stays.
update ops.load_window
set state = :state, fetched = :fetched, cursor = :cursor, landing_ref = :landing_ref, updated_at = now(),
    landed_at = coalesce(landed_at, now())
where brand = :brand and load_id = :load_id and state <> 'merged'
