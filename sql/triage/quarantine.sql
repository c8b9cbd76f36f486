-- Purpose: the rows that wait in quarantine, the newest first. Grain and key: quarantine_id. Unit: one raw row.
-- Inputs: ops.quarantine; parameters brand, most.
select quarantine_id, account, stream, stage, expectation, reason, location, left(raw, 2000) as raw, last_seen
from ops.quarantine
where brand = :brand and state = 'waiting'
order by last_seen desc, quarantine_id
limit :most
