-- Purpose: how the inbound messages of the window sound: the shares of positive, neutral and negative ones, and of those
-- whose text gives nothing to read it from (unknown, which is not neutral). The four add up to one.
-- Grain: one row a day, metric, dimension (all; language; tier; platform) and value.
-- Key: (brand, day, metric, dimension, dimension_value)
-- Inputs: core.counted_interaction, core.interaction, core.tier_in_force, core.tier_assignment, core.feeling, core.language
-- Unit: share, 0 to 1, of inbound messages with text. By the assignment in force: the engine's reading of the last text,
-- which a person's ruling on the tier keeps. Language: as the platform says, "unsaid" where it does not.
-- Metrics: sentiment_positive, sentiment_neutral, sentiment_negative, sentiment_unknown
-- Table: metric
-- Windows: day
-- Reach: 0..0
-- Needs: messages of 0..0
-- Version: 1
with windows as (
    select * from core.metric_window(:zone, :grain, :first_day, :last_day, :as_of)
),

messages as (
    select w.day, i.interaction_id, i.tier, i.platform
    from core.counted_interaction(:brand) i
    join windows w on w.day = (i.occurred_at at time zone :zone)::date and i.occurred_at <= w.at and i.void_at > w.at
    where i.direction = 'inbound' and i.is_message and i.text ~ '\S'
      and i.occurred_at >= (select min(starts_at) from windows) and i.occurred_at <= (select max(at) from windows)
),

read as (
    select m.day, coalesce(m.tier, 'unassigned') as tier, m.platform, coalesce(core.language(x.lang), 'unsaid') as language,
           core.feeling(a.sentiment) as feeling
    from messages m
    join core.interaction x on x.brand = :brand and x.interaction_id = m.interaction_id
    left join core.tier_in_force f on f.brand = :brand and f.interaction_id = m.interaction_id
    left join core.tier_assignment a on a.brand = :brand and a.assignment_id = f.assignment_id
),

counted as (
    select r.day, g.dimension, g.dimension_value, count(*) as messages,
           count(*) filter (where r.feeling = 'positive') as positive,
           count(*) filter (where r.feeling = 'neutral') as neutral,
           count(*) filter (where r.feeling = 'negative') as negative,
           count(*) filter (where r.feeling = 'unknown') as unknown
    from read r
    cross join lateral (
        values ('all', 'all'), ('language', r.language), ('tier', r.tier), ('platform', r.platform)
    ) g (dimension, dimension_value)
    group by 1, 2, 3
),

every as (  -- a day without messages has its row for the whole
    select w.day, coalesce(c.dimension, 'all') as dimension, coalesce(c.dimension_value, 'all') as dimension_value,
           coalesce(c.messages, 0) as messages, c.positive, c.neutral, c.negative, c.unknown
    from windows w
    left join counted c on c.day = w.day
)

select e.day, g.metric, e.dimension, e.dimension_value, coalesce(g.found, 0) as numerator, e.messages as denominator,
       g.found::double precision / nullif(e.messages, 0) as value
from every e
cross join lateral (
    values ('sentiment_positive', e.positive), ('sentiment_neutral', e.neutral),
           ('sentiment_negative', e.negative), ('sentiment_unknown', e.unknown)
) g (metric, found)
