-- Purpose: what each of the brand's own posts drew, whose first 72 hours ended on some days. Left out: posts of whose 72
-- hours some messages were not collected, on any of the brand's accounts there: what they drew is not known, and not zero.
-- Grain and key: post (platform, native id). Units: threads, changes of side, members, in the 72 hours.
-- Inputs: marts.post_talk, marts.unknown_day, core.brand; parameters brand, first_day, last_day.
select p.platform, p.published_at, p.kind, p.media, p.characters, p.hashtags, p.threads, p.turns, p.commenters
from marts.post_talk p
join core.brand b on b.brand = :brand
where p.brand = :brand and p.day between :first_day and :last_day
  and not exists (
      select from marts.unknown_day u
      where u.brand = :brand and u.feed = 'messages'
        and u.day between (p.published_at at time zone b.timezone)::date and p.day
        and (u.account in ('*', p.platform || ':*')
             or u.cause <> 'untracked' and split_part(u.account, ':', 1) = p.platform)
  )
order by p.published_at, p.platform, p.native_id
