-- Purpose: bring the new and changed interactions of interaction_change into core.interaction.
-- Grain and key: (brand, platform, native id).
-- Inputs: interaction_change (temporary); parameters brand, now, looked_at.
-- An edit keeps the first text and the last; an edit that the platform does not date is dated when
-- seen, and so is a block.
insert into core.interaction as i
    (brand, platform, native_id, account, kind, direction, is_message, author_profile_id, post_native_id,
     parent_native_id, thread_key, text, first_text, lang, media, hashtags, links, likes, shares, permalink,
     compose_link, is_blocked, occurred_at, edited_at, is_edit_dated, collected_at, payload_ref, content_hash)
select :brand, platform, native_id, account, kind, direction, is_message, author_profile_id, post_native_id,
       parent_native_id, thread_key, text, first_text, lang, media, hashtags, links, likes, shares,
       permalink, compose_link, is_blocked, occurred_at,
       case when interaction_id is not null and not is_edit_dated and old_text is distinct from text
            then :looked_at else edited_at end,
       is_edit_dated, :now, payload_ref, content_hash
from interaction_change
where outcome <> 'unchanged'
on conflict (brand, platform, native_id) do update
set text = excluded.text, first_text = excluded.first_text, parent_native_id = excluded.parent_native_id,
    post_native_id = excluded.post_native_id, lang = excluded.lang, media = excluded.media,
    hashtags = excluded.hashtags, links = excluded.links, likes = excluded.likes, shares = excluded.shares,
    permalink = excluded.permalink, compose_link = excluded.compose_link, is_blocked = excluded.is_blocked,
    edited_at = excluded.edited_at, is_edit_dated = excluded.is_edit_dated,
    payload_ref = excluded.payload_ref, content_hash = excluded.content_hash,
    blocked_at = case when i.is_blocked then i.blocked_at when excluded.is_blocked then :looked_at end,
    text_changed_at = case when i.text is distinct from excluded.text then :now else i.text_changed_at end
