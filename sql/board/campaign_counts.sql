-- Purpose: what a campaign's own posts gained as the platforms count it, by difference of snapshots, as of a moment.
-- Grain: one row a counter (reach, impressions, clicks), and how many posts it is known of; a row with no posts known has
-- gained null: not known, which is not zero.
-- Units: views, people reached (added up over posts: one person may be in several), clicks; posts.
-- Inputs: core.post, core.interaction, core.counter_gain; parameters brand, hashtags, link_tags (lower case), from_at,
-- until_at (half-open; of publication), as_of.
with posts as materialized (
    select p.post_id
    from core.post p
    left join core.interaction i
        on i.brand = :brand and i.platform = p.platform and i.native_id = p.native_id
    where p.brand = :brand and p.is_own and p.published_at >= :from_at and p.published_at < :until_at
      and p.published_at <= :as_of
      and (p.deleted_at is null or p.deleted_at > :as_of or p.deleted_at > p.published_at + interval '24 hours')
      and core.is_tagged(p.hashtags || p.campaign, coalesce(i.links, '{}'), :hashtags, :link_tags)
),

gains as (
    select g.counter, g.post_id, sum(g.gained) as gained
    from core.counter_gain(:brand, :from_at, :as_of) g
    join posts p on p.post_id = g.post_id
    where g.gained is not null
    group by g.counter, g.post_id
)

select c.counter, (select count(*) from posts) as posts, count(g.post_id) as known, sum(g.gained)::bigint as gained
from (values ('reach'), ('impressions'), ('clicks')) c (counter)
left join gains g on g.counter = c.counter
group by c.counter
