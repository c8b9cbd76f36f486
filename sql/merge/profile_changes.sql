-- Purpose: what the staged rows of one stream say of people: new ones, and known ones as they are from now on.
-- Grain: one row a (platform, native id). Key: the same. Inputs: staging.profile, the authors of staging.interaction
-- and staging.post, core.profile; parameters brand, load_ids.
-- What a platform does not say (null) never erases what it said before, and an older description (windows may
-- arrive in any order) only adds.
create temporary table profile_change on commit drop as
with named as (
    select distinct on (platform, native_id) *
    from staging.profile
    where brand = :brand and load_id = any(:load_ids)
    order by platform, native_id, seen_at desc nulls last, row_no desc
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
described as (
    select s.*, p.profile_id, p.is_bot as was_bot, p.is_own as was_own, p.first_seen, p.last_seen,
           greatest(n.seen_at, p.described_at) as described_at,
           -- of what both say, the later word stands
           case when n.seen_at < p.described_at then to_jsonb(n) else to_jsonb(p) end as weaker,
           case when n.seen_at < p.described_at then to_jsonb(p) else to_jsonb(n) end as stronger
    from seen s
    left join named n using (platform, native_id)
    left join core.profile p on p.brand = :brand and p.platform = s.platform and p.native_id = s.native_id
)
select platform, native_id, profile_id, described_at, was_bot, was_own,
       case when profile_id is null
            then nextval(pg_get_serial_sequence('core.member', 'member_id')) end as new_member_id,
       coalesce(stronger->>'handle', weaker->>'handle') as handle,
       coalesce(stronger->>'display_name', weaker->>'display_name') as display_name,
       coalesce(stronger->>'followers', weaker->>'followers')::bigint as followers,
       coalesce(stronger->>'lang', weaker->>'lang') as lang,
       coalesce(stronger->>'permalink', weaker->>'permalink') as permalink,
       coalesce((stronger->>'is_bot')::boolean, (weaker->>'is_bot')::boolean, false) as is_bot,
       is_own or coalesce(was_own, false) as is_own,
       least(first_seen, first_at) as first_seen, greatest(last_seen, last_at) as last_seen
from described
