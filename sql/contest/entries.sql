-- Purpose: everything that may be an entry of a contest, a week before it opens to a week after it closes, with the facts
-- that its eligibility is judged by (tasks.core.contest), as of a moment.
-- Grain and key: interaction (platform, native_id). Unit: one message. As of: deletions, blocks, tiers and handles.
-- follows: whether a person is known to have followed at the closing; null: nothing is known of it.
-- tagged_late: edited after the closing, and the first text does not hold the hashtag.
-- Inputs: core.interaction, core.profile, core.post, core.tier_as_of; parameters brand, hashtag (lower case) or post (id or
-- address), opens_at, closes_at (half-open), as_of.
with target as (
    select platform, native_id from core.post
    where brand = :brand and :post in (native_id, permalink)
    union
    select platform, native_id from core.interaction
    where brand = :brand and :post in (native_id, permalink) and direction = 'outbound'
),

entered as (
    select i.*
    from core.interaction i
    where i.brand = :brand and i.direction = 'inbound' and i.is_message and i.occurred_at <= :as_of
      and i.occurred_at >= cast(:opens_at as timestamptz) - interval '7 days'
      and i.occurred_at < cast(:closes_at as timestamptz) + interval '7 days'
      and (i.hashtags <> '{}' or i.links <> '{}')
      and core.is_tagged(i.hashtags, '{}', array[cast(:hashtag as text)], '{}')
    union all
    select i.*
    from target t
    join core.interaction i
        on i.brand = :brand and i.platform = t.platform and (i.post_native_id = t.native_id or i.thread_key = t.native_id)
    where i.direction = 'inbound' and i.is_message and i.occurred_at <= :as_of
      and i.occurred_at >= cast(:opens_at as timestamptz) - interval '7 days'
      and i.occurred_at < cast(:closes_at as timestamptz) + interval '7 days'
)

select e.interaction_id, e.platform, e.native_id, e.kind, e.occurred_at, e.permalink,
       coalesce(case when e.edited_at > :as_of then e.first_text else e.text end, '') as text,
       p.member_id, w.name, w.handle, m.names, p.is_own, p.is_bot,
       core.is_blocked_at(e.is_blocked, e.blocked_at, :as_of) as is_blocked,
       coalesce(e.deleted_at <= :as_of, false) as is_deleted,
       t.tier, t.reasons,
       coalesce(cast(:hashtag as text) is not null and e.edited_at >= :closes_at
                and position('#' || cast(:hashtag as text) in lower(e.first_text)) = 0, false) as is_tagged_late,
       (select bool_or(f.deleted_at is null or f.deleted_at > :closes_at)
        from core.profile fp
        join core.interaction f on f.brand = :brand and f.author_profile_id = fp.profile_id
        where fp.brand = :brand and fp.member_id = p.member_id and f.kind = 'follow' and f.occurred_at < :closes_at
       ) as follows
from entered e
join core.profile p on p.brand = :brand and p.profile_id = e.author_profile_id
cross join lateral core.profile_as_of(:brand, p.profile_id, :as_of) w
cross join lateral (
    select array_remove(array_agg(lower(n.name)), null) as names
    from core.profile o
    cross join lateral (values (o.native_id), (o.handle)) n (name)
    where o.brand = :brand and o.member_id = p.member_id
) m
left join lateral core.tier_as_of(:brand, e.interaction_id, e.edited_at, :as_of) t on true
order by e.occurred_at, e.platform, e.native_id
