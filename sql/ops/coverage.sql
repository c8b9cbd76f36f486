-- Purpose: the spans of each account's stream that need no collecting.
-- Grain: one row a span. Inputs: ops.load_window; parameters brand, start, end.
-- Merged and unavailable windows count; so do the unfinished ones of the runs named in living_runs.
select account, stream, lower(span) as window_start, upper(span) as window_end
from (
    select account, stream,
           unnest(range_agg(tstzrange(window_start, window_end))
                  * tstzmultirange(tstzrange(:start, :end))) as span
    from ops.load_window
    where brand = :brand and window_end > :start and window_start < :end
      and (state in ('merged', 'unavailable')
           or (state in ('pending', 'landed') and run_id = any(cast(:living_runs as uuid[]))))
    group by account, stream
) spans
order by account, stream, window_start
