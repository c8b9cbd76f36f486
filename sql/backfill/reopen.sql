-- Purpose: within a merge: windows whose landed pages were read again are merged anew, by this run. Nobody outside sees
-- them as anything but merged. Parameters: brand, load_ids, run_id.
update ops.load_window
set state = 'landed', run_id = cast(:run_id as uuid)
where brand = :brand and load_id = any(:load_ids) and state = 'merged' and landing_ref is not null
