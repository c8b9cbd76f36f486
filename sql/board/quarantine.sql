-- Purpose: the rows that wait in quarantine, by reason, the most frequent first.
-- Grain and key: reason. Unit: rows. Inputs: ops.quarantine; parameters brand.
select q.reason, count(*) as waiting
from ops.quarantine q
where q.brand = :brand and q.state = 'waiting'
group by q.reason
order by waiting desc, q.reason
