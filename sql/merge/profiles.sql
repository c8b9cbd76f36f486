-- Purpose: people of the staged rows, with a member of their own when they are new.
-- Grain: one row a (brand, platform, native id). Key: the same.
-- Inputs: staging.profile, and the authors of staging.interaction and staging.post; parameters brand, load_ids.
-- What a platform does not say (null) never erases what it said before.
with named as (
    select distinct on (platform, native_id) *
    from staging.profile
    where brand = :brand and load_id = any(:load_ids)
    order by platform, native_id, row_no desc
),
authored as (
    select platform, author_native_id as native_id, direction = 'outbound' as is_own, occurred_at as at
    from staging.interaction
    where brand = :brand and load_id = any(:load_ids)
    union all
    select platform, author_native_id, is_own, published_at
    from staging.post
    where brand = :brand and load_id = any(:load_ids)
),
seen as (
    select platform, native_id, bool_or(is_own) as is_own, min(at) as first_at, max(at) as last_at
    from (
        select platform, native_id, is_own, at from authored
        union all
        select platform, native_id, false, seen_at from named
    ) both_sources
    group by platform, native_id
),
wanted as (
    select s.platform, s.native_id, s.is_own, s.first_at, s.last_at,
           n.handle, n.display_name, n.followers, n.lang, n.permalink, n.is_bot,
           p.profile_id,
           case when p.profile_id is null
                then nextval(pg_get_serial_sequence('core.member', 'member_id')) end as new_member_id
    from seen s
    left join named n using (platform, native_id)
    left join core.profile p on p.brand = :brand and p.platform = s.platform and p.native_id = s.native_id
),
new_members as (
    insert into core.member (brand, member_id) overriding system value
    select :brand, new_member_id from wanted where profile_id is null
),
updated as (
    update core.profile p
    set handle = coalesce(w.handle, p.handle),
        display_name = coalesce(w.display_name, p.display_name),
        followers = coalesce(w.followers, p.followers),
        lang = coalesce(w.lang, p.lang),
        permalink = coalesce(w.permalink, p.permalink),
        is_bot = coalesce(w.is_bot, p.is_bot),
        is_own = p.is_own or w.is_own,
        first_seen = least(p.first_seen, w.first_at),
        last_seen = greatest(p.last_seen, w.last_at)
    from wanted w
    where p.brand = :brand and p.profile_id = w.profile_id
      and (p.handle, p.display_name, p.followers, p.lang, p.permalink, p.is_bot, p.is_own,
           p.first_seen, p.last_seen)
          is distinct from
          (coalesce(w.handle, p.handle), coalesce(w.display_name, p.display_name),
           coalesce(w.followers, p.followers), coalesce(w.lang, p.lang), coalesce(w.permalink, p.permalink),
           coalesce(w.is_bot, p.is_bot), p.is_own or w.is_own,
           least(p.first_seen, w.first_at), greatest(p.last_seen, w.last_at))
)
insert into core.profile
    (brand, platform, native_id, member_id, handle, display_name, followers, lang, permalink,
     is_bot, is_own, first_seen, last_seen)
select :brand, platform, native_id, new_member_id, handle, display_name, followers, lang, permalink,
       coalesce(is_bot, false), is_own, first_at, last_at
from wanted
where profile_id is null
