-- Purpose: how far the messages of a week, and of the weeks before it together, sound alike by whom and in which thread they
-- were written: what the intervals of their moods stand on (tasks/core/topics/moods.py). Of all messages, not of a sample.
-- Grain and key: (week: its Monday, null for all weeks before the one from `start` together; dimension, dimension_value; mood;
-- side: member or thread). By language, tier and platform of the last two weeks only: no other interval of theirs is told.
-- Unit: clusters (people, threads), their cases (messages) and hits (those of the mood), and sums over clusters of products.
-- Inputs: marts.counted, core.feeling, core.language; parameters brand, zone, since, start (a Monday), at. As of `at`.
with said as (
    select date_trunc('week', i.on_day)::date as week, i.member_id, hashtextextended(i.platform || ':' || i.thread_key, 0) as thread,
           core.feeling(i.sentiment) as feeling, coalesce(core.language(i.lang), 'unsaid') as language,
           coalesce(i.tier, 'unassigned') as tier, i.platform
    from marts.counted(:brand, :zone) i
    where i.direction = 'inbound' and i.is_message and i.has_words and i.occurred_at >= :since and i.occurred_at <= :at
      and i.void_at > :at
),

in_weeks as materialized (
    select s.week, d.dimension, d.dimension_value, c.side, c.cluster, count(*) as n,
           count(*) filter (where s.feeling = 'positive') as positive, count(*) filter (where s.feeling = 'neutral') as neutral,
           count(*) filter (where s.feeling = 'negative') as negative, count(*) filter (where s.feeling = 'unknown') as unknown
    from said s
    cross join lateral (
        select 'all' as dimension, 'all' as dimension_value
        union all
        select g.dimension, g.dimension_value
        from (values ('language', s.language), ('tier', s.tier), ('platform', s.platform)) g (dimension, dimension_value)
        where s.week >= cast(:start as date) - 7
    ) d
    cross join lateral (values ('member', s.member_id), ('thread', s.thread)) c (side, cluster)
    group by 1, 2, 3, 4, 5
),

clusters as (
    select * from in_weeks
    union all
    select null, dimension, dimension_value, side, cluster, sum(n), sum(positive), sum(neutral), sum(negative), sum(unknown)
    from in_weeks
    where dimension = 'all' and week < :start
    group by dimension, dimension_value, side, cluster
)

select c.week, c.dimension, c.dimension_value, m.mood, c.side, count(*) as clusters, sum(c.n)::bigint as cases,
       sum(m.hits)::bigint as hits, sum(m.hits * m.hits)::float8 as hits_squared, sum(m.hits * c.n)::float8 as hits_by_cases,
       sum(c.n * c.n)::float8 as cases_squared
from clusters c
cross join lateral (
    values ('positive', c.positive), ('neutral', c.neutral), ('negative', c.negative), ('unknown', c.unknown)
) m (mood, hits)
group by c.week, c.dimension, c.dimension_value, m.mood, c.side
order by c.week, c.dimension, c.dimension_value, m.mood, c.side
