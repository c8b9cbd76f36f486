-- Purpose: rows that waited in quarantine and were not met again when their window's pages were read again: they are in.
-- Grain: one row a quarantined row. Parameters: brand, load_ids, since (when the reading began), by.
update ops.quarantine q
set state = 'released', decided_by = :by, decided_at = now()
from ops.load_window w
where w.brand = :brand and w.load_id = any(:load_ids)
  and q.brand = :brand and q.account = w.account and q.stream = w.stream
  and q.state = 'waiting' and q.last_seen < :since
  and (q.load_id = w.load_id or (q.happened_at >= w.window_start and q.happened_at < w.window_end))
returning q.quarantine_id
