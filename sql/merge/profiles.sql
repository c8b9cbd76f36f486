-- Purpose: bring the people of profile_change into core.profile, with a member of their own when they are new.
-- Grain and key: (brand, platform, native id). Inputs: profile_change, touched_moment (temporary); parameters brand.
-- Who turns out to be a bot or the brand's own changes the metrics of all they ever did.
with new_members as (
    insert into core.member (brand, member_id) overriding system value
    select :brand, new_member_id from profile_change where profile_id is null
),
reclassified as (
    insert into touched_moment (at)
    select done.at
    from profile_change c
    cross join lateral (
        select i.occurred_at as at from core.interaction i
        where i.brand = :brand and i.author_profile_id = c.profile_id
        union all
        select o.published_at from core.post o
        where o.brand = :brand and o.author_profile_id = c.profile_id
        offset 0  -- by index, for the few there are
    ) done
    where c.profile_id is not null and (c.is_bot, c.is_own) is distinct from (c.was_bot, c.was_own)
),
updated as (
    update core.profile p
    set handle = c.handle, display_name = c.display_name, followers = c.followers, lang = c.lang,
        permalink = c.permalink, is_bot = c.is_bot, is_own = c.is_own, first_seen = c.first_seen,
        last_seen = c.last_seen, described_at = c.described_at
    from profile_change c
    where p.brand = :brand and p.profile_id = c.profile_id
      and (p.handle, p.display_name, p.followers, p.lang, p.permalink, p.is_bot, p.is_own,
           p.first_seen, p.last_seen, p.described_at)
          is distinct from
          (c.handle, c.display_name, c.followers, c.lang, c.permalink, c.is_bot, c.is_own,
           c.first_seen, c.last_seen, c.described_at)
)
insert into core.profile
    (brand, platform, native_id, member_id, handle, display_name, followers, lang, permalink,
     is_bot, is_own, first_seen, last_seen, described_at)
select :brand, platform, native_id, new_member_id, handle, display_name, followers, lang, permalink,
       is_bot, is_own, first_seen, last_seen, described_at
from profile_change
where profile_id is null
