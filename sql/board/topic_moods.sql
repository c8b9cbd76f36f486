-- Purpose: how far the messages of a week, and of the weeks before it together, sound alike by whom and in which thread they
-- were written: what the intervals of their moods stand on (tasks/core/topics/moods.py). Of all messages, not of a sample.
-- Grain and key: (week: its Monday, null for all weeks before the one from `start` together; dimension, dimension_value; mood;
-- side: member or thread). By language, tier and platform of the last two weeks only: no other interval of theirs is told.
-- Unit: clusters (people, threads), their cases (messages) and hits (those of the mood), and sums over clusters of products.
-- Inputs: marts.counted, core.feeling, core.language; parameters brand, zone, since, start (a Monday), at. As of `at`.
with said as (
    select date_trunc('week', i.local_at)::date as week, i.member_id, hashtextextended(i.platform || ':' || i.thread_key, 0) as thread,
           core.feeling(i.sentiment) as feeling, coalesce(core.language(i.lang), 'unsaid') as language,
           coalesce(i.tier, 'unassigned') as tier, i.platform
    from marts.counted(:brand, :zone) i
    where i.direction = 'inbound' and i.is_message and i.has_words and i.occurred_at >= :since and i.occurred_at <= :at
      and i.void_at > :at
),

in_weeks as materialized (
    select s.week, d.dimension, d.dimension_value, c.side, c.cluster, count(*) as n,
           count(*) filter (where s.feeling = 'positive') as positive, count(*) filter (where s.feeling = 'neutral') as neutral,
           count(*) filter (where s.feeling = 'negative') as negative
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

-- most are alike: one message, of one mood
alike as (
    select week, dimension, dimension_value, side, n, positive, neutral, negative, count(*) as clusters
    from in_weeks
    group by 1, 2, 3, 4, 5, 6, 7, 8
    union all
    select null, 'all', 'all', side, n, positive, neutral, negative, count(*)
    from (
        select side, cluster, sum(n)::bigint as n, sum(positive)::bigint as positive, sum(neutral)::bigint as neutral,
               sum(negative)::bigint as negative
        from in_weeks
        where dimension = 'all' and week < :start
        group by side, cluster
    ) before
    group by side, n, positive, neutral, negative
)

select a.week, a.dimension, a.dimension_value, m.mood, a.side, sum(a.clusters)::bigint as clusters,
       sum(a.clusters * a.n)::bigint as cases, sum(a.clusters * m.hits)::bigint as hits,
       sum(a.clusters * m.hits * m.hits)::float8 as hits_squared, sum(a.clusters * m.hits * a.n)::float8 as hits_by_cases,
       sum(a.clusters * a.n * a.n)::float8 as cases_squared
from alike a
cross join lateral (
    values ('positive', a.positive), ('neutral', a.neutral), ('negative', a.negative),
           ('unknown', a.n - a.positive - a.neutral - a.negative)
) m (mood, hits)
group by a.week, a.dimension, a.dimension_value, m.mood, a.side
order by a.week, a.dimension, a.dimension_value, m.mood, a.side
