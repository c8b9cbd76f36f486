-- Purpose: what each of the brand's own posts drew, whose first 72 hours ended on some days.
-- Grain and key: post (platform, native id). Units: threads, changes of side, members, in the 72 hours.
-- Inputs: marts.post_talk; parameters brand, first_day, last_day.
select platform, published_at, kind, media, characters, hashtags, threads, turns, commenters
from marts.post_talk
where brand = :brand and day between :first_day and :last_day
order by published_at, platform, native_id
