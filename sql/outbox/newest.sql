-- Purpose: the newest copy of a digest for a recipient: 1 for the first, n for a resend ('<period>#n').
-- Grain: at most one row. Inputs: ops.outbox; parameters brand, flow, period, recipient.
with copies as (
    select case when period = :period then 1 else substr(period, length(:period) + 2)::int end as copy, state
    from ops.outbox
    where brand = :brand and flow = :flow and recipient = :recipient
      and (period = :period
           or (starts_with(period, :period || '#') and substr(period, length(:period) + 2) ~ '^[0-9]{1,6}$'))
)
select copy, state
from copies
order by copy desc
limit 1
