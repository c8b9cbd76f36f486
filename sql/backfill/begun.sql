-- Purpose: since when what a backfill is to do again counts as done: the begin of the first of the runs that were asked
-- the same and not finished, one after the other, up to this one; and how far their metrics came.
-- is_resumed: there are such runs before it. Grain: one row. Inputs: ops.run; parameters brand, run_id.
-- Runs of more than a week ago are not gone on with.
with mine as (
    select brand, asked, started_at from ops.run where brand = :brand and run_id = cast(:run_id as uuid)
),
same as (
    select r.started_at, r.state, r.metrics_through
    from ops.run r
    join mine m using (brand, asked)
    where r.started_at > m.started_at - interval '7 days' and r.started_at <= m.started_at
)
select min(started_at) as since, max(metrics_through) as metrics_through, count(*) > 1 as is_resumed
from same
where started_at > coalesce((select max(started_at) from same where state = 'completed'), '-infinity')
