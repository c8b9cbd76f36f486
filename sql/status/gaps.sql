-- Purpose: spans between a stream's first and last window that nobody has collected.
-- Grain and key: (account, stream, window_start). Unit: a half-open span. Inputs: ops.load_window; parameters brand.
-- Merged windows count as collected, and unavailable ones as nothing to collect.
select account, stream, lower(gap) as window_start, upper(gap) as window_end
from (
    select account, stream,
           unnest(
               tstzmultirange(tstzrange(min(window_start), max(window_end)))
               - coalesce(
                   range_agg(tstzrange(window_start, window_end))
                       filter (where state in ('merged', 'unavailable')),
                   '{}'::tstzmultirange
               )
           ) as gap
    from ops.load_window
    where brand = :brand
    group by account, stream
) gaps
order by account, stream, window_start
