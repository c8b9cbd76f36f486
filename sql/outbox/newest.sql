-- Purpose: the newest copy of a digest: 1 for the first, n for a resend ('<period>#n'); whether it is settled, that is
-- sent to each of the recipients or refused for good. Grain: at most one row.
-- Inputs: ops.outbox; parameters brand, flow, period, recipients (distinct).
with copies as (
    select case when period = :period then 1 else substr(period, length(:period) + 2)::int end as copy, state
    from ops.outbox
    where brand = :brand and flow = :flow and recipient = any(:recipients)
      and (period = :period
           or (starts_with(period, :period || '#') and substr(period, length(:period) + 2) ~ '^[0-9]{1,6}$'))
)
select copy, count(*) filter (where state in ('sent', 'failed')) = cardinality(:recipients) as is_settled
from copies
group by copy
order by copy desc
limit 1
