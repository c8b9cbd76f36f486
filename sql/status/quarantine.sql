-- Purpose: how many rows wait in quarantine, by why. Grain and key: (account, stage, expectation). Unit: rows.
-- Inputs: ops.quarantine; parameters brand.
select account, stage, expectation, count(*) as waiting, max(last_seen) as last_seen,
       (array_agg(reason order by last_seen desc))[1] as example
from ops.quarantine
where brand = :brand and state = 'waiting'
group by account, stage, expectation
order by waiting desc, account, stage, expectation
