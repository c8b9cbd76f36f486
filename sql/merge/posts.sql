-- Purpose: bring the new and changed posts of post_change into core.post.
-- Grain and key: (brand, platform, native id). Inputs: post_change (temporary); parameters brand, now.
-- An edit keeps the first text and the last.
insert into core.post
    (brand, platform, native_id, account, author_profile_id, kind, text, first_text, is_own, is_ugc, media,
     hashtags, campaign, permalink, published_at, edited_at, collected_at, payload_ref, content_hash)
select :brand, platform, native_id, account, author_profile_id, kind, text, text, is_own, is_ugc, media,
       hashtags, campaign, permalink, published_at, edited_at, :now, payload_ref, content_hash
from post_change
where outcome <> 'unchanged'
on conflict (brand, platform, native_id) do update
set kind = excluded.kind, text = excluded.text, is_ugc = excluded.is_ugc, media = excluded.media,
    hashtags = excluded.hashtags, campaign = excluded.campaign, permalink = excluded.permalink,
    edited_at = excluded.edited_at, payload_ref = excluded.payload_ref, content_hash = excluded.content_hash
