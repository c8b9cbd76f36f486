-- Purpose: put a run's end on record, with what its windows came to. Parameters: run_id, brand, state, problems.
update ops.run r
set state = :state, finished_at = now(), problems = :problems,
    counts = (
        select jsonb_build_object(
            'windows', count(*), 'pages', coalesce(sum(fetched), 0), 'records', coalesce(sum(parsed), 0),
            'quarantined', coalesce(sum(quarantined), 0), 'inserted', coalesce(sum(inserted), 0),
            'changed', coalesce(sum(changed), 0), 'unchanged', coalesce(sum(unchanged), 0))
        from ops.load_window w
        where w.brand = :brand and w.run_id = r.run_id)
where r.run_id = :run_id and r.brand = :brand
