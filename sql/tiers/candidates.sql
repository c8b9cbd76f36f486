-- Purpose: the next inbound interactions whose tier is to be assigned, with what came before them; or those of ids.
-- Grain: one row an interaction, in order of id. Parameters: brand, engine, after_id, size, ids (null: the queue),
-- with_history (false: of what the author did before, nothing is counted; only rules look at it).
-- Nothing later than the interaction itself is looked at. One whose text the engine has already read, or whose words are
-- kept no longer, and one that a person has ruled on, is dropped from the queue by tiers/dequeue.sql and not shown here.
with queue as (
    (select q.interaction_id
     from ops.untiered q
     where cast(:ids as bigint[]) is null and q.brand = :brand and q.interaction_id > :after_id
     order by q.interaction_id
     limit :size)
    union all
    select unnest(cast(:ids as bigint[]))
),
messages as (
    select i.*, sha256(convert_to((i.text, i.parent_id)::text, 'UTF8')) as text_hash
    from queue q
    join core.interaction i on i.brand = :brand and i.interaction_id = q.interaction_id and i.direction = 'inbound'
    left join core.tier_in_force t on t.brand = :brand and t.interaction_id = i.interaction_id
    where cast(:ids as bigint[]) is not null
       or t.interaction_id is null
       or not t.is_human and i.words_dropped_at is null and (t.engine <> :engine or t.text_hash is distinct from
               sha256(convert_to((i.text, i.parent_id)::text, 'UTF8')))
)
select m.interaction_id, m.kind, coalesce(m.text, '') as text, m.lang, m.media, m.links, m.hashtags,
       m.platform, m.text_hash, p.text as parent_text,
       coalesce(p.direction = 'outbound', false) as parent_is_brand,
       m.thread_key = m.native_id as is_thread_root, a.followers as author_followers,
       h.earlier, h.first_at, h.recent, h.active_days, m.occurred_at,
       greatest(s.authors, 1) as same_text_count,
       greatest((select count(*) from unnest(c.moments) u where u > coalesce(spoke.at, '-infinity')), 1) as row_in_hour
from messages m
join core.brand b on b.brand = :brand
join core.profile a on a.brand = :brand and a.profile_id = m.author_profile_id
left join core.interaction p on p.brand = :brand and p.interaction_id = m.parent_id
cross join lateral (
    select count(*) as earlier, min(e.occurred_at) as first_at,
           count(*) filter (where e.occurred_at > m.occurred_at - interval '90 days') as recent,
           count(distinct (e.occurred_at at time zone b.timezone)::date)
               filter (where e.occurred_at > m.occurred_at - interval '90 days') as active_days
    from (
        select x.occurred_at
        from core.interaction x
        where :with_history and x.brand = :brand and x.author_profile_id = m.author_profile_id
          and x.occurred_at < m.occurred_at
        order by x.occurred_at desc
        limit 100
    ) e
) h
cross join lateral (  -- who wrote the same in the day up to it; of a long burst the newest hundred messages
    select count(distinct e.author_profile_id) as authors
    from (
        select x.author_profile_id
        from core.interaction x
        where m.is_message and length(m.text) > 20 and x.brand = :brand and md5(lower(x.text)) = md5(lower(m.text))
          and x.direction = 'inbound' and x.is_message and length(x.text) > 20
          and x.occurred_at > m.occurred_at - interval '24 hours' and x.occurred_at <= m.occurred_at
        order by x.occurred_at desc
        limit 100
    ) e
) s
cross join lateral (  -- their messages in the hour up to it, the newest hundred
    select array_agg(e.occurred_at) as moments
    from (
        select x.occurred_at
        from core.interaction x
        where m.is_message and x.brand = :brand and x.author_profile_id = m.author_profile_id and x.is_message
          and x.account = m.account and x.occurred_at > m.occurred_at - interval '1 hour'
          and (x.occurred_at, x.interaction_id) <= (m.occurred_at, m.interaction_id)
        order by x.occurred_at desc
        limit 100
    ) e
) c
left join lateral (  -- of several: when the brand last spoke in the thread, for what comes after it is a row
    select max(o.occurred_at) as at
    from core.interaction o
    where cardinality(c.moments) > 1 and o.brand = :brand and o.platform = m.platform
      and o.thread_key = m.thread_key and o.direction = 'outbound'
      and o.occurred_at < m.occurred_at and o.occurred_at > m.occurred_at - interval '1 hour'
) spoke on true
order by m.interaction_id
