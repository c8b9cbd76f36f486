-- Purpose: where a platform lets members' words be kept for a time only, they are dropped, and do not come back.

-- When what a member wrote was dropped (text, first text, hashtags, links); null: it is kept. That it was said, by whom
-- and when, its tier and its answer stay.
alter table core.interaction add column words_dropped_at timestamptz;
create index on core.interaction (brand, account, collected_at)
    where direction = 'inbound' and is_message and words_dropped_at is null;
