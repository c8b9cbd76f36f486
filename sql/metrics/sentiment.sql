-- Purpose: how the inbound messages of the window sound: the shares of positive, neutral and negative ones, and of those
-- whose text gives nothing to read it from (unknown, which is not neutral). The four add up to one.
-- Grain: one row a day, metric, dimension (all; language; tier; platform) and value.
-- Key: (brand, day, metric, dimension, dimension_value)
-- Inputs: marts.counted, core.feeling, core.language
-- Unit: share, 0 to 1, of inbound messages with text. By the assignment in force: the engine's reading of the last text,
-- which a person's ruling on the tier keeps, and the dropping of words. Language: as the platform says, else "unsaid".
-- Metrics: sentiment_positive, sentiment_neutral, sentiment_negative, sentiment_unknown
-- Table: metric
-- Windows: day
-- Reach: 0..0
-- Needs: messages of 0..0
-- Version: 1
with windows as (
    select * from core.metric_window(:zone, :grain, :first_day, :last_day, :as_of)
),

read as (
    select w.day, i.tier, i.platform, i.lang, core.feeling(i.sentiment) as feeling, count(*) as messages
    from marts.counted(:brand, :zone) i
    join windows w on w.day = i.on_day and i.occurred_at <= w.at and i.void_at > w.at
    where i.direction = 'inbound' and i.is_message and i.has_words
      and i.occurred_at >= (select min(starts_at) from windows) and i.occurred_at <= (select max(at) from windows)
    group by 1, 2, 3, 4, 5
),

counted as (
    select r.day, g.dimension, g.dimension_value, sum(r.messages) as messages,
           sum(r.messages) filter (where r.feeling = 'positive') as positive,
           sum(r.messages) filter (where r.feeling = 'neutral') as neutral,
           sum(r.messages) filter (where r.feeling = 'negative') as negative,
           sum(r.messages) filter (where r.feeling = 'unknown') as unknown
    from read r
    cross join lateral (
        values ('all', 'all'), ('language', coalesce(core.language(r.lang), 'unsaid')),
               ('tier', coalesce(r.tier, 'unassigned')), ('platform', r.platform)
    ) g (dimension, dimension_value)
    group by 1, 2, 3
),

every as (  -- a day without messages has its row for the whole
    select w.day, coalesce(c.dimension, 'all') as dimension, coalesce(c.dimension_value, 'all') as dimension_value,
           coalesce(c.messages, 0) as messages, c.positive, c.neutral, c.negative, c.unknown
    from windows w
    left join counted c on c.day = w.day
)

select e.day, g.metric, e.dimension, e.dimension_value, g.found as numerator, e.messages as denominator,
       g.found::double precision / nullif(e.messages, 0) as value
from every e
cross join lateral (
    values ('sentiment_positive', coalesce(e.positive, 0)), ('sentiment_neutral', coalesce(e.neutral, 0)),
           ('sentiment_negative', coalesce(e.negative, 0)), ('sentiment_unknown', coalesce(e.unknown, 0))
) g (metric, found)
