-- Purpose: counts as the platform reported them, never overwritten.
-- Grain and key: (post, captured_at) and (account, captured_at).
-- Inputs: staging.post_snapshot, staging.audience_snapshot, core.post; parameters brand, load_ids.
with posts as (
    insert into core.post_snapshot
        (brand, post_id, captured_at, reactions, comments, shares, quotes, clicks, saves, impressions, reach,
         seconds_spent)
    select distinct on (p.post_id, s.captured_at)
           :brand, p.post_id, s.captured_at, s.reactions, s.comments, s.shares, s.quotes, s.clicks, s.saves,
           s.impressions, s.reach, s.seconds_spent
    from staging.post_snapshot s
    join core.post p on p.brand = :brand and p.platform = s.platform and p.native_id = s.native_id
    where s.brand = :brand and s.load_id = any(:load_ids)
    order by p.post_id, s.captured_at, s.row_no desc
    on conflict do nothing
)
insert into core.audience_snapshot (brand, account, captured_at, followers, following, posts, reach, impressions)
select distinct on (account, captured_at)
       :brand, account, captured_at, followers, following, posts, reach, impressions
from staging.audience_snapshot
where brand = :brand and load_id = any(:load_ids)
order by account, captured_at, row_no desc
on conflict do nothing
