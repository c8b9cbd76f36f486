-- Purpose: what members make: their UGC posts, distinct creators of them, and their share of all posts about the brand.
-- Grain: one row a window for each of three metrics.
-- Key: (brand, day or period, metric, dimension, dimension_value)
-- Inputs: core.post, core.profile, core.tier_in_force, core.interaction, marts.counted
-- Unit: posts; members; share, 0 to 1, of posts. A post known as post and as interaction is one post.
-- Metrics: ugc_posts, ugc_creators, ugc_share
-- Table: metric
-- Windows: day, week, month
-- Reach: 0..0
-- Needs: messages, replies of 0..0
-- Version: 1
with windows as (
    select * from core.metric_window(:zone, :grain, :first_day, :last_day, :as_of)
),

posts as (
    select p.platform, p.native_id, a.member_id, p.is_own, p.is_ugc, p.published_at,
           case when p.deleted_at <= p.published_at + interval '24 hours' then p.deleted_at else 'infinity' end as void_at
    from core.post p
    join core.profile a on a.brand = :brand and a.profile_id = p.author_profile_id
    where p.brand = :brand and (p.is_own or (not a.is_bot and not a.is_own))
      and p.published_at >= (select min(starts_at) from windows) and p.published_at <= (select max(at) from windows)
      and not exists (
          select from core.interaction i
          join core.tier_in_force t on t.brand = :brand and t.interaction_id = i.interaction_id and t.tier = 'none'
          where i.brand = :brand and i.platform = p.platform and i.native_id = p.native_id and i.direction = 'inbound'
      )
    union all
    select i.platform, i.native_id, i.member_id, i.direction = 'outbound', i.direction = 'inbound', i.occurred_at, i.void_at
    from marts.counted(:brand, :zone) i
    where (i.direction, i.kind) in (('inbound', 'ugc_post'), ('outbound', 'post'))
      and i.occurred_at >= (select min(starts_at) from windows) and i.occurred_at <= (select max(at) from windows)
),

about as (
    select w.day, p.platform, p.native_id, min(p.member_id) as member_id, bool_and(p.is_own) as is_own,
           bool_or(p.is_ugc) as is_ugc
    from windows w
    join posts p
        on w.day = date_trunc(:grain, p.published_at at time zone :zone)::date and p.published_at <= w.at
       and p.void_at > w.at
    group by w.day, p.platform, p.native_id
),

counted as (
    select w.day, count(*) filter (where a.is_ugc) as posts,
           count(distinct a.member_id) filter (where a.is_ugc) as creators,
           count(*) filter (where not a.is_own) as by_members, count(a.is_own) as about
    from windows w
    left join about a on a.day = w.day
    group by w.day
)

select c.day, g.metric, 'all' as dimension, 'all' as dimension_value, g.numerator, g.denominator,
       g.numerator::double precision / case when g.metric = 'ugc_share' then nullif(g.denominator, 0) else 1 end as value
from counted c
cross join lateral (
    values ('ugc_posts', c.posts, null), ('ugc_creators', c.creators, null), ('ugc_share', c.by_members, c.about)
) g (metric, numerator, denominator)
