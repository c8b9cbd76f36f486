-- Purpose: the finished windows of a span that a backfill may do again. Grain and key: load_id; newest first.
-- Inputs: ops.load_window, ops.quarantine; parameters brand, start, end, accounts, streams (null: all), since (windows
-- brought in since then are done), is_landed (only what has pages), is_waiting (only with rows in quarantine).
-- A window counts where it begins.
select w.load_id, w.account, w.stream, w.window_start, w.window_end, w.state
from ops.load_window w
where w.brand = :brand and w.window_start >= :start and w.window_start < :end
  and w.state in ('merged', 'unavailable') and w.updated_at < :since and w.stream <> 'release'
  and (cast(:accounts as text[]) is null or w.account = any(cast(:accounts as text[])))
  and (cast(:streams as text[]) is null or w.stream = any(cast(:streams as text[])))
  and (not :is_landed or (w.state = 'merged' and w.landing_ref is not null))
  and (not :is_waiting or exists (
      select from ops.quarantine q
      where q.brand = :brand and q.account = w.account and q.stream = w.stream and q.state = 'waiting'
        and (q.load_id = w.load_id or (q.happened_at >= w.window_start and q.happened_at < w.window_end))))
order by w.window_start desc, w.account, w.stream
