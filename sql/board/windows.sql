-- Purpose: what was collected of a span, and what was not and why.
-- Grain and key: (account, stream, state, reason). Unit: windows. Inputs: ops.load_window; parameters brand,
-- since, as_of. Of a window that goes on after as_of it is the part before; its state is that of now, as the data are.
select w.account, w.stream, w.state, w.reason, count(*) as windows,
       min(w.window_start) as starts_at, least(max(w.window_end), :as_of) as ends_at
from ops.load_window w
where w.brand = :brand and w.window_end > :since and w.window_start < :as_of
group by w.account, w.stream, w.state, w.reason
order by w.account, w.stream, w.state, w.reason
