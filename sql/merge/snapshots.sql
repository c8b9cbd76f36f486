-- Purpose: counts as the platform reported them, never overwritten; those of a post that has not arrived yet wait for it.
-- Grain and key: (post, captured_at) and (account, captured_at).
-- Inputs: staging.post_snapshot, staging.audience_snapshot, core.post, core.early_snapshot; parameters brand, load_ids.
with staged as (
    select distinct on (platform, native_id, captured_at)
           platform, native_id, captured_at, reactions, comments, shares, quotes, clicks, saves, impressions,
           reach, seconds_spent
    from staging.post_snapshot
    where brand = :brand and load_id = any(:load_ids)
    order by platform, native_id, captured_at, row_no desc
),
waiting as (
    insert into core.early_snapshot
        (brand, platform, native_id, captured_at, reactions, comments, shares, quotes, clicks, saves, impressions,
         reach, seconds_spent)
    select :brand, s.*
    from staged s
    where not exists (
        select from core.post p
        where p.brand = :brand and p.platform = s.platform and p.native_id = s.native_id)
    on conflict do nothing
),
arrived as (
    delete from core.early_snapshot e
    using (select distinct platform, native_id from staging.post where brand = :brand and load_id = any(:load_ids)) o
    where e.brand = :brand and e.platform = o.platform and e.native_id = o.native_id
      and exists (
          select from core.post p
          where p.brand = :brand and p.platform = e.platform and p.native_id = e.native_id)
    returning e.platform, e.native_id, e.captured_at, e.reactions, e.comments, e.shares, e.quotes, e.clicks, e.saves,
              e.impressions, e.reach, e.seconds_spent
),
noted as (
    insert into touched_moment (at) select captured_at from arrived
),
posts as (
    insert into core.post_snapshot
        (brand, post_id, captured_at, reactions, comments, shares, quotes, clicks, saves, impressions, reach,
         seconds_spent)
    select :brand, p.post_id, s.captured_at, s.reactions, s.comments, s.shares, s.quotes, s.clicks, s.saves,
           s.impressions, s.reach, s.seconds_spent
    from (select * from arrived union all select * from staged) s
    join core.post p on p.brand = :brand and p.platform = s.platform and p.native_id = s.native_id
    on conflict do nothing
)
insert into core.audience_snapshot (brand, account, captured_at, followers, following, posts, reach, impressions)
select distinct on (account, captured_at)
       :brand, account, captured_at, followers, following, posts, reach, impressions
from staging.audience_snapshot
where brand = :brand and load_id = any(:load_ids)
order by account, captured_at, row_no desc
on conflict do nothing
