-- Purpose: what the figures of engagement stand on: of the counts that snapshots reported, those to take with care. fell:
-- the counter was lower than before, and gained nothing. days_missing: at least one day without a snapshot lies before
-- it, and what was gained then stands on this day. not_known: the snapshot before is more than 8 days old, or there is
-- none and the post was more than 48 hours old; what was gained stands nowhere.
-- Grain: one row a day for all (any of them), and one a flag.
-- Key: (brand, day, metric, dimension, dimension_value)
-- Inputs: marts.counter_step
-- Unit: share of counts; a count is what one snapshot says of one counter of one own post.
-- Metrics: engagement_flags
-- Table: metric
-- Windows: day
-- Reach: 0..9
-- Version: 1
with windows as (
    select *, (day - 1)::timestamp at time zone :zone as day_before_at
    from core.metric_window(:zone, :grain, :first_day, :last_day, :as_of)
),

steps as (
    select w.day, s.gained is null as is_not_known, coalesce(s.total < s.earlier, false) as is_fallen,
           coalesce(s.earlier_at < w.day_before_at, false) as has_days_missing, count(*) as counts
    from windows w
    join marts.counter_step(:brand, :zone, (select min(starts_at) from windows), (select max(at) from windows)) s
        on s.on_day = w.day and s.captured_at <= w.at and s.void_at > w.at
    group by 1, 2, 3, 4
),

cells as (
    select w.day, g.dimension, g.dimension_value, g.is_flagged, s.counts
    from windows w
    left join steps s on s.day = w.day
    cross join lateral (
        values ('all', 'all', s.is_not_known or s.is_fallen or s.has_days_missing),
               ('flag', 'not_known', s.is_not_known), ('flag', 'fell', s.is_fallen and not s.is_not_known),
               ('flag', 'days_missing', s.has_days_missing and not s.is_not_known)
    ) g (dimension, dimension_value, is_flagged)
)

select c.day, 'engagement_flags' as metric, c.dimension, c.dimension_value,
       coalesce(sum(c.counts) filter (where c.is_flagged), 0) as numerator, coalesce(sum(c.counts), 0) as denominator,
       coalesce(sum(c.counts) filter (where c.is_flagged), 0)::double precision / nullif(sum(c.counts), 0) as value
from cells c
group by c.day, c.dimension, c.dimension_value
