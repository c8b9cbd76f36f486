-- Purpose: the runs on record as running whose process is gone. Grain: one row a run. Inputs: ops.run, pg_locks;
-- parameters brand, lease_class. A run takes its lease, an advisory lock, before it is put on record, and the lock goes
-- with its process; the lock's second key is the last 31 bits of the run's id.
select r.run_id
from ops.run r
where r.brand = :brand and r.state = 'running'
  and not exists (
    select from pg_locks l
    where l.locktype = 'advisory' and l.objsubid = 2 and l.granted
      and l.database = (select oid from pg_database where datname = current_database())
      and l.classid = cast(:lease_class as bigint)::oid
      and l.objid::bigint = ('x' || right(r.run_id::text, 8))::bit(32)::bigint & 2147483647)
