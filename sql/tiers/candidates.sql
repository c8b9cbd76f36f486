-- Purpose: the next inbound interactions whose tier is to be assigned, with what came before them.
-- Grain: one row an interaction, in order of id. Parameters: brand, engine, after_id, size.
-- Nothing later than the interaction itself is looked at. One whose text the engine has already read, and one
-- that a person has ruled on, is dropped from the queue by tiers/dequeue.sql and not shown here.
with queue as (
    select q.interaction_id
    from ops.untiered q
    where q.brand = :brand and q.interaction_id > :after_id
    order by q.interaction_id
    limit :size
),
messages as (
    select i.*, sha256(convert_to((i.text, i.parent_id)::text, 'UTF8')) as text_hash
    from queue q
    join core.interaction i on i.brand = :brand and i.interaction_id = q.interaction_id
    left join core.tier_in_force t on t.brand = :brand and t.interaction_id = i.interaction_id
    where t.interaction_id is null
       or not t.is_human and (t.engine <> :engine or t.text_hash is distinct from
               sha256(convert_to((i.text, i.parent_id)::text, 'UTF8')))
),
repeated as (
    select md5(text) as text_key, count(distinct author_profile_id) as same_text_count
    from messages
    where length(text) > 20
    group by 1
)
select m.interaction_id, m.kind, coalesce(m.text, '') as text, m.lang, m.media, m.links, m.hashtags,
       m.platform, m.text_hash, p.text as parent_text,
       coalesce(p.direction = 'outbound', false) as parent_is_brand,
       m.thread_key = m.native_id as is_thread_root, a.followers as author_followers,
       h.earlier, h.first_at, h.recent, h.active_days, m.occurred_at,
       coalesce(r.same_text_count, 1) as same_text_count
from messages m
join core.brand b on b.brand = :brand
join core.profile a on a.brand = :brand and a.profile_id = m.author_profile_id
left join core.interaction p on p.brand = :brand and p.interaction_id = m.parent_id
left join repeated r on r.text_key = md5(m.text) and length(m.text) > 20
cross join lateral (
    select count(*) as earlier, min(e.occurred_at) as first_at,
           count(*) filter (where e.occurred_at > m.occurred_at - interval '90 days') as recent,
           count(distinct (e.occurred_at at time zone b.timezone)::date)
               filter (where e.occurred_at > m.occurred_at - interval '90 days') as active_days
    from (
        select x.occurred_at
        from core.interaction x
        where x.brand = :brand and x.author_profile_id = m.author_profile_id
          and x.occurred_at < m.occurred_at
        order by x.occurred_at desc
        limit 100
    ) e
) h
order by m.interaction_id
