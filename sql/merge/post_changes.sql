-- Purpose: what the staged posts of one stream mean to core.post: new, changed or unchanged.
-- Grain: one row a (platform, native id) of the loads, the last one staged. Key: the same.
-- Inputs: staging.post, core.post, core.profile; parameters brand, load_ids, looked_at.
-- An edit that the platform does not date is dated when seen.
create temporary table post_change on commit drop as
with imports as (
    select distinct on (platform, native_id) *
    from staging.post
    where brand = :brand and load_id = any(:load_ids)
    order by platform, native_id, row_no desc
),
merged as (
    select i.load_id, p.post_id, p.content_hash as old_hash,
           i.platform, i.native_id, i.account, a.profile_id as author_profile_id,
           coalesce(i.kind, p.kind, 'post') as kind, coalesce(i.text, p.text) as text, i.is_own,
           coalesce(i.is_ugc, false) or coalesce(p.is_ugc, false) as is_ugc,
           coalesce(nullif(i.media, '{}'), p.media, '{}') as media, coalesce(i.hashtags, p.hashtags, '{}') as hashtags,
           coalesce(i.campaign, p.campaign) as campaign, coalesce(i.permalink, p.permalink) as permalink,
           i.published_at,
           case when i.edited_at is null and i.text <> p.text then :looked_at
                else coalesce(i.edited_at, p.edited_at) end as edited_at, i.payload_ref
    from imports i
    join core.profile a on a.brand = :brand and a.platform = i.platform and a.native_id = i.author_native_id
    left join core.post p on p.brand = :brand and p.platform = i.platform and p.native_id = i.native_id
),
final as (
    select *, sha256(convert_to(
        (kind, text, is_ugc, media, hashtags, campaign, permalink, published_at, edited_at)::text, 'UTF8'
    )) as content_hash
    from merged
)
select *, case when post_id is null then 'inserted'
               when old_hash is distinct from content_hash then 'changed'
               else 'unchanged' end as outcome
from final
