-- Purpose: what a stream's windows cost so far, to tell what more of them will. Grain and key: (account, stream).
-- Unit: pages (a request each), days covered. Inputs: ops.load_window; parameters brand, start, end.
-- already_there, unavailable: windows that begin in the span; windows, pages and days: of all time, with pages.
select account, stream,
       count(*) filter (where state = 'merged' and window_start >= :start and window_start < :end) as already_there,
       count(*) filter (where state = 'unavailable' and window_start >= :start and window_start < :end) as unavailable,
       count(*) filter (where state = 'merged' and landing_ref is not null) as windows,
       coalesce(sum(fetched) filter (where state = 'merged' and landing_ref is not null), 0) as pages,
       coalesce(sum(extract(epoch from window_end - window_start)) filter (
           where state = 'merged' and landing_ref is not null), 0)::float8 / 86400 as days
from ops.load_window
where brand = :brand and stream <> 'release'
group by account, stream
