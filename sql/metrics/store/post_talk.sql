-- Purpose: puts what posts drew into marts.post_talk in place of what stood there for its days.
-- Grain: one row a post, on the day its first 72 hours ended. Inputs: a model, put in at the mark.
delete from marts.post_talk where brand = :brand and day between :first_day and :last_day;

insert into marts.post_talk
    (brand, day, platform, native_id, published_at, kind, media, characters, hashtags, threads, turns, commenters,
     definition_version)
select :brand, f.day, f.platform, f.native_id, f.published_at, f.kind, f.media, f.characters, f.hashtags, f.threads, f.turns,
       f.commenters, :version
from (
/* model */
) f
