-- Purpose: note what became of a mail that was taken to be sent.
-- Grain and key: outbox_id. Inputs: ops.outbox; parameters outbox_id, state, last_error, delivered_to.
update ops.outbox
set state = :state, last_error = :last_error, delivered_to = nullif(:delivered_to, ''),
    sent_at = case when :state = 'sent' then now() end
where outbox_id = :outbox_id
returning outbox_id
