-- Purpose: take a mail to send it, unless it was sent; returns it when taken.
-- Grain and key: outbox_id. Inputs: ops.outbox; parameter outbox_id.
-- The caller holds the row's advisory lock: a row found in the state 'sending' was left by a process that died.
update ops.outbox
set state = 'sending', attempts = attempts + 1
where outbox_id = :outbox_id and state <> 'sent'
returning outbox_id
