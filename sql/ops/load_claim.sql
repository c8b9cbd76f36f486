-- Purpose: put a window of a stream down to a run; one that a dead run left is taken over as it stands.
-- Grain and key: (brand, account, stream, window). Parameters: brand, account, stream, start, end, run_id.
-- Returns nothing when the window is merged already (or unavailable).
insert into ops.load_window as w (brand, account, stream, window_start, window_end, state, run_id)
values (:brand, :account, :stream, :start, :end, 'pending', :run_id)
on conflict (brand, account, stream, window_start, window_end) do update
set run_id = excluded.run_id, updated_at = now(), reason = null,
    state = case when w.state = 'landed' then 'landed' else 'pending' end
where w.state in ('pending', 'landed', 'failed')
returning w.load_id
