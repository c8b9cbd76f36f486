-- Purpose: within a merge of pages that are read again: as reread_interactions.sql, for posts.
-- Grain: one row a post. Inputs: post_change (temporary), core.post; parameter brand.
-- The content's hash is the one of merge/post_changes.sql, with the time of the edit that stands.
update post_change c
set outcome = case when p.payload_ref <> c.payload_ref
                        and split_part(p.payload_ref, '/', 2) = split_part(c.payload_ref, '/', 2)
                        and split_part(p.payload_ref, '/', 3) = split_part(c.payload_ref, '/', 3)
                   then 'unchanged' else c.outcome end,
    edited_at = p.edited_at,
    content_hash = sha256(convert_to(
        (c.kind, c.text, c.is_ugc, c.media, c.hashtags, c.campaign, c.permalink, c.published_at, p.edited_at)::text,
        'UTF8'))
from core.post p
where p.brand = :brand and p.post_id = c.post_id and c.outcome = 'changed'
