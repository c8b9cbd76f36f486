-- Purpose: whether what was written by hand (schema bare) is what the marts hold: how many rows there are and differ.
-- Grain: one row a metric (or table) and period. Of values only those that are known are compared, to nine digits. A row without
-- a case may be missing by hand: the models have one for every window.
with ours as (
    select 'day' as period, day, metric, dimension, dimension_value, '' as measure, numerator, denominator, value, why_unknown
    from marts.metric_daily
    union all
    select period, period_start, metric, dimension, dimension_value, '', numerator, denominator, value, why_unknown
    from marts.metric_period
    union all
    select 'day', day, metric, dimension, dimension_value, measure, n, censored, value, why_unknown from marts.distribution_daily
    union all
    select 'week', cohort_week, 'cohort_weekly', '', week_number::text, '', members, null, active, why_unknown
    from marts.cohort_weekly
),

by_hand as (
    select 'day' as period, day, metric, dimension, dimension_value, '' as measure, numerator, denominator, value
    from bare.metric_daily
    union all
    select period, period_start, metric, dimension, dimension_value, '', numerator, denominator, value from bare.metric_period
    union all
    select 'day', day, metric, dimension, dimension_value, measure, n, censored, value from bare.distribution_daily
    union all
    select 'week', cohort_week, 'cohort_weekly', '', week_number::text, '', members, null, active from bare.cohort_weekly
),

pairs as (
    select period, metric, o.is_here as is_ours, h.is_here as is_by_hand, o.numerator as a, o.why_unknown,
           array[o.numerator::float8, o.denominator::float8, case when o.why_unknown is null then o.value end] as found,
           array[h.numerator::float8, h.denominator::float8, case when o.why_unknown is null then h.value end] as expected
    from (select *, true as is_here from ours) o
    full join (select *, true as is_here from by_hand) h
        using (period, day, metric, dimension, dimension_value, measure)
),

figures as (
    select period, metric, is_ours is null or case
               when is_by_hand is null then coalesce(a, 0) <> 0
               else exists (
                   select from unnest(found, expected) g (x, y)
                   where (x is null) <> (y is null) or abs(x - y) > 1e-9 * greatest(abs(x), 1)
               )
           end as differs
    from pairs
    where (period, metric) in (select period, metric from by_hand)
),

rows as (
    select 'profile_day' as name, a is distinct from b as differs
    from (select *, row(interactions, active_until, spoke_until, followed_until, followers)::text as a from marts.profile_day) m
    full join (
        select *, row(interactions, active_until, spoke_until, followed_until, followers)::text as b from bare.profile_day
    ) h using (brand, profile_id, day)
    union all
    select 'post_talk', a is distinct from b
    from (
        select *, row(published_at, kind, media, characters, hashtags, threads, turns, commenters)::text as a from marts.post_talk
    ) m
    full join (
        select *, row(published_at, kind, media, characters, hashtags, threads, turns, commenters)::text as b from bare.post_talk
    ) h using (brand, day, platform, native_id)
)

select metric || ' ' || period as name, count(*) as rows, count(*) filter (where differs) as differ from figures group by 1
union all
select name, count(*), count(*) filter (where differs) from rows group by 1
