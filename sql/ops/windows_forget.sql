-- Purpose: take finished windows inside a span off the record, so that they are collected again.
-- Grain: one row a window. Parameters: brand, start, end, accounts, streams (null: all).
delete from ops.load_window
where brand = :brand and state in ('merged', 'unavailable', 'failed')
  and window_start >= :start and window_end <= :end
  and (cast(:accounts as text[]) is null or account = any(cast(:accounts as text[])))
  and (cast(:streams as text[]) is null or stream = any(cast(:streams as text[])))
