-- Purpose: the campaigns of these days: reach, conversation, clicks, how people sound; as of the end of the days, or of now.
-- Key: campaign
-- Inputs: parameter campaigns: rows of JSON, as tasks/export_read.py reads them (docs/metrics.md, "Campaigns").
-- Columns:
--   campaign text: its name in rapport.toml
--   first_day date: its first day, in the brand's time zone
--   last_day date: its last day; null: it has no end
--   messages bigint: messages of the community in its threads
--   threads bigint: threads in which one of its hashtags or link tags stands
--   turns double: changes of side a thread, mean; null: no thread
--   people bigint: members who wrote a message in them
--   newcomers bigint: of the people, those who had done nothing toward the brand before
--   ugc bigint: posts that members made in it
--   rated bigint: messages whose sentiment could be read; positive and negative are of them
--   positive bigint: messages that sound positive
--   negative bigint: messages that sound negative
--   posts bigint: the brand's own posts in it
--   reach bigint: what its posts gained, added up over posts; null: of none is it known
--   impressions bigint: the same of impressions
--   clicks bigint: the same of clicks on links
select r.campaign, r.first_day, r.last_day, r.messages, r.threads, r.turns, r.people, r.newcomers, r.ugc, r.rated, r.positive,
       r.negative, r.posts, r.reach, r.impressions, r.clicks
from jsonb_to_recordset(cast(:campaigns as jsonb)) r (
    campaign text, first_day date, last_day date, messages bigint, threads bigint, turns double precision, people bigint,
    newcomers bigint, ugc bigint, rated bigint, positive bigint, negative bigint, posts bigint, reach bigint,
    impressions bigint, clicks bigint
)
