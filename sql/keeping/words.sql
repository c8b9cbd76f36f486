-- Purpose: drop what members wrote to an account, collected before a moment; who, when, tier and answer stay, and that it had
-- words. Grain: one row, the number of messages. Inputs: core.interaction, ops.quarantine; parameters brand, platform,
-- account, before, now. What waits in quarantine is dropped with it: it holds the same words.
with dropped as (
    update core.interaction
    set had_words = coalesce(text ~ '\S', false),
        text = null, first_text = null, hashtags = '{}', links = '{}', words_dropped_at = :now
    where brand = :brand and platform = :platform and account = :account and direction = 'inbound' and is_message
      and collected_at < :before and words_dropped_at is null
    returning interaction_id
),
set_aside as (
    update ops.quarantine
    set raw = '(dropped: the platform lets nobody keep it)',
        state = case state when 'waiting' then 'dropped' else state end,
        decided_at = coalesce(decided_at, :now), decided_by = coalesce(decided_by, 'rapport')
    where brand = :brand and account = :account and first_seen < :before and raw not like '(dropped: %'
)
select count(*) as messages from dropped
