-- Purpose: what the staged interactions of one stream mean to core.interaction: new, changed or unchanged.
-- Grain: one row a (platform, native id) of the loads, its newest version. Key: the same.
-- Inputs: staging.interaction, core.interaction, core.profile; parameters brand, load_ids, message_kinds.
-- What a platform does not say (null) never erases what it said before, and a version older than the one
-- we have (windows may arrive in any order) gives the first text but never the last. Words that were dropped
-- (sql/keeping/words.sql) stay so.
create temporary table interaction_change on commit drop as
with imports as (
    select distinct on (platform, native_id) *,
           first_value(text) over (
               partition by platform, native_id order by edited_at nulls first, row_no) as first_version
    from staging.interaction
    where brand = :brand and load_id = any(:load_ids)
    order by platform, native_id, edited_at desc nulls last, row_no desc
),
known as (
    select i.*, a.profile_id as author_profile_id, c.interaction_id, c.content_hash as old_hash,
           c.text as old_text, c.first_text as old_first_text, c.thread_key as old_thread_key,
           c.edited_at as old_edited_at, coalesce(c.is_edit_dated, false) as was_edit_dated,
           c.words_dropped_at is not null as is_wordless,
           coalesce(c.kind, i.kind) as final_kind,
           coalesce(c.is_edit_dated and coalesce(i.edited_at, '-infinity') < c.edited_at, false) as is_older,
           c.parent_native_id as old_parent, c.post_native_id as old_post, c.lang as old_lang,
           c.permalink as old_permalink, c.compose_link as old_compose_link, c.media as old_media,
           c.hashtags as old_hashtags, c.links as old_links, c.likes as old_likes, c.shares as old_shares
    from imports i
    join core.profile a on a.brand = :brand and a.platform = i.platform and a.native_id = i.author_native_id
    left join core.interaction c
        on c.brand = :brand and c.platform = i.platform and c.native_id = i.native_id
),
merged as (
    select load_id, interaction_id, old_hash, old_text, platform, native_id, account, final_kind as kind,
           direction, final_kind = any(:message_kinds) as is_message, author_profile_id, occurred_at,
           case when is_older or is_wordless then old_text else coalesce(text, old_text) end as text,
           case when not is_wordless
                then coalesce(case when is_older and edited_at is null then first_version end,
                              old_first_text, first_version) end as first_text,
           coalesce(parent_native_id, old_parent) as parent_native_id,
           case when root_native_id is null or (root_native_id = native_id and parent_native_id is not null)
                then coalesce(old_thread_key, native_id) else root_native_id end as thread_key,
           coalesce(post_native_id, old_post) as post_native_id, coalesce(lang, old_lang) as lang,
           coalesce(permalink, old_permalink) as permalink,
           coalesce(compose_link, old_compose_link) as compose_link,
           coalesce(nullif(media, '{}'), old_media, '{}') as media,
           case when is_wordless then '{}' else coalesce(nullif(hashtags, '{}'), old_hashtags, '{}') end as hashtags,
           case when is_wordless then '{}' else coalesce(nullif(links, '{}'), old_links, '{}') end as links,
           coalesce(likes, old_likes) as likes, coalesce(shares, old_shares) as shares,
           greatest(edited_at, old_edited_at) as edited_at,
           was_edit_dated or edited_at is not null as is_edit_dated,
           coalesce(is_blocked, false) as is_blocked, payload_ref
    from known
),
final as (
    select *, sha256(convert_to(
        (kind, text, first_text, parent_native_id, post_native_id, lang, permalink, compose_link, media,
         hashtags, links, likes, shares, is_blocked)::text, 'UTF8'
    )) as content_hash
    from merged
)
select *, case when interaction_id is null then 'inserted'
               when old_hash is distinct from content_hash then 'changed'
               else 'unchanged' end as outcome
from final
