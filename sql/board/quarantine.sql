-- Purpose: the rows of up to a moment that wait in quarantine, by reason, the most frequent first.
-- Grain and key: reason. Unit: rows. Inputs: ops.quarantine; parameters brand, as_of.
-- What waits is what waits now: a row released since is among the data that the digest stands on.
select q.reason, count(*) as waiting
from ops.quarantine q
where q.brand = :brand and q.state = 'waiting' and q.happened_at < :as_of
group by q.reason
order by waiting desc, q.reason
