-- Purpose: how far each stream has been collected. Grain: one row a stream. Parameters: brand, as_of.
select account, stream, max(window_end) as last_end
from ops.load_window
where brand = :brand and state = 'merged' and window_end <= :as_of
group by account, stream
