-- Purpose: the outbox row of a digest for a recipient, made when it is not there yet.
-- Grain and key: (brand, flow, period, recipient). Inputs: ops.outbox; parameters brand, flow, period, recipient,
-- subject, message_id. A row that was not sent yet takes the newer subject; its Message-ID never changes.
insert into ops.outbox as o (brand, flow, period, recipient, subject, state, message_id)
values (:brand, :flow, :period, :recipient, :subject, 'pending', :message_id)
on conflict (brand, flow, period, recipient) do update
set subject = case when o.state = 'sent' then o.subject else excluded.subject end
returning o.outbox_id, o.period, o.message_id, o.state, o.delivered_to
