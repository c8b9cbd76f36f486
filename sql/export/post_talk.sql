-- Purpose: what each of the brand's own posts drew in its first 72 hours.
-- Key: day, platform, native_id
-- Inputs: marts.post_talk; parameters brand, first_day, until_day.
-- Columns:
--   day date: calendar day in the brand's time zone on which the post's first 72 hours ended
--   platform text: the platform it was published on
--   native_id text: the platform's own id of the post
--   published_at timestamp: UTC
--   kind text: post, or what else the platform calls it
--   media text: none, the one kind of media it shows, or mixed
--   characters integer: length of its text
--   hashtags text: in lower case, without #, in order, separated by blanks
--   threads integer: threads in which a member wrote
--   turns integer: changes of side (brand, community) in those threads
--   commenters integer: distinct members who wrote in them
--   definition_version integer: version of the metric's definition
select day, platform, native_id, published_at, kind, media, characters, array_to_string(hashtags, ' ') as hashtags,
       threads, turns, commenters, definition_version
from marts.post_talk
where brand = :brand and day >= :first_day and day < :until_day
