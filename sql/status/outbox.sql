-- Purpose: the newest digests and whether they went out. Grain and key: outbox row. Inputs: ops.outbox;
-- parameters brand, most.
select flow, period, recipient, subject, state, attempts, last_error, delivered_to, created_at, sent_at
from ops.outbox
where brand = :brand
order by created_at desc, outbox_id desc
limit :most
