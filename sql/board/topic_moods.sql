-- Purpose: how far the messages of a week, and of the weeks before it together, sound alike by whom and in which thread they
-- were written: what the intervals of their moods stand on (tasks/core/topics/moods.py). Of all messages, not of a sample.
-- Grain and key: (week: its Monday, null for all weeks before the one from `start` together; dimension, dimension_value; mood;
-- side: member or thread). By language, tier and platform of the last two weeks only: no other interval of theirs is told.
-- Unit: clusters (people, threads), their cases (messages) and hits (those of the mood), and sums over clusters of products.
-- Inputs: core.interaction, core.profile, core.tier_in_force, core.tier_assignment, core.answer_span, core.feeling,
-- core.language; parameters brand, zone, since, start (a Monday), at. As of `at`. The messages are those of marts.counted that
-- have words: there a plan's cost for every row of whether a deleted one still counts outweighs all else, so here that is
-- asked afterwards.
with found as materialized (
    select i.interaction_id, p.member_id, hashtextextended(i.platform || ':' || i.thread_key, 0) as thread, a.sentiment, i.lang,
           t.tier::text as tier, i.platform, i.occurred_at, i.deleted_at
    from core.interaction i
    join core.profile p on p.brand = :brand and p.profile_id = i.author_profile_id and not p.is_bot and not p.is_own
    left join core.tier_in_force t on t.brand = :brand and t.interaction_id = i.interaction_id
    left join core.tier_assignment a on a.brand = :brand and a.assignment_id = t.assignment_id
    where i.brand = :brand and i.direction = 'inbound' and i.is_message and i.occurred_at >= :since and i.occurred_at <= :at
      and coalesce(i.had_words, i.text ~ '\S') and t.tier is distinct from 'none'
),

said as materialized (
    select w.week, f.member_id, f.thread, core.feeling(f.sentiment) as feeling, coalesce(f.tier, 'unassigned') as tier, f.platform,
           case when w.week >= cast(:start as date) - 7 then coalesce(core.language(f.lang), 'unsaid') end as language
    from found f
    cross join lateral (select date_trunc('week', f.occurred_at at time zone :zone)::date as week) w
    where f.deleted_at is null or f.deleted_at > least(f.occurred_at + interval '24 hours', :at) or exists (
        select from core.answer_span(:brand, f.interaction_id) s where s.answered_at <= f.deleted_at and f.deleted_at < s.until_at
    )
),

clusters as (
    select week, 'all' as dimension, 'all' as dimension_value, grouping(member_id) as is_thread, count(*) as n,
           count(*) filter (where feeling = 'positive') as positive, count(*) filter (where feeling = 'neutral') as neutral,
           count(*) filter (where feeling = 'negative') as negative
    from said
    group by grouping sets ((week, member_id), (week, thread))
    union all
    select null, 'all', 'all', grouping(member_id), count(*), count(*) filter (where feeling = 'positive'),
           count(*) filter (where feeling = 'neutral'), count(*) filter (where feeling = 'negative')
    from said
    where week < :start
    group by grouping sets (member_id, thread)
    union all
    select week, case when grouping(language) = 0 then 'language' when grouping(tier) = 0 then 'tier' else 'platform' end,
           coalesce(language, tier, platform), grouping(member_id), count(*), count(*) filter (where feeling = 'positive'),
           count(*) filter (where feeling = 'neutral'), count(*) filter (where feeling = 'negative')
    from said
    where week >= cast(:start as date) - 7
    group by week, grouping sets (language, tier, platform), grouping sets (member_id, thread)
),

-- most are alike: one message, of one mood
alike as (
    select c.*, count(*) as clusters
    from clusters c
    group by week, dimension, dimension_value, is_thread, n, positive, neutral, negative
)

select a.week, a.dimension, a.dimension_value, m.mood, case a.is_thread when 0 then 'member' else 'thread' end as side,
       sum(a.clusters)::bigint as clusters, sum(a.clusters * a.n)::bigint as cases, sum(a.clusters * m.hits)::bigint as hits,
       sum(a.clusters * m.hits * m.hits)::float8 as hits_squared, sum(a.clusters * m.hits * a.n)::float8 as hits_by_cases,
       sum(a.clusters * a.n * a.n)::float8 as cases_squared
from alike a
cross join lateral (
    values ('positive', a.positive), ('neutral', a.neutral), ('negative', a.negative),
           ('unknown', a.n - a.positive - a.neutral - a.negative)
) m (mood, hits)
group by a.week, a.dimension, a.dimension_value, m.mood, a.is_thread
order by a.week, a.dimension, a.dimension_value, m.mood, side
