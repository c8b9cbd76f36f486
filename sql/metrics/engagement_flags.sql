-- Purpose: what the figures of engagement stand on: of the counts that snapshots reported, those to take with care. fell:
-- the counter was lower than before, and gained nothing. days_missing: at least one day without a snapshot lies before
-- it, and what was gained then stands on this day. not_known: the snapshot before is more than 8 days old, or there is
-- none and the post was more than 48 hours old; what was gained stands nowhere.
-- Grain: one row a day for all (any of them), and one a flag.
-- Key: (brand, day, metric, dimension, dimension_value)
-- Inputs: core.counter_step
-- Unit: share of counts; a count is what one snapshot says of one counter of one own post.
-- Metrics: engagement_flags
-- Table: metric
-- Windows: day
-- Reach: 0..9
-- Version: 1
with windows as (
    select * from core.metric_window(:zone, :grain, :first_day, :last_day, :as_of)
),

steps as (
    select w.day,
           core.gain_of(s.total, s.earlier, s.captured_at, s.earlier_at, s.published_at) is null as is_not_known,
           coalesce(s.total < s.earlier, false) as is_fallen,
           coalesce(w.day - (s.earlier_at at time zone :zone)::date > 1, false) as has_days_missing
    from windows w
    cross join lateral core.counter_step(:brand, w.starts_at, w.at) s
),

cells as (
    select w.day, g.dimension, g.dimension_value, g.is_flagged
    from windows w
    left join steps s on s.day = w.day
    cross join lateral (
        values ('all', 'all', s.is_not_known or s.is_fallen or s.has_days_missing),
               ('flag', 'not_known', s.is_not_known), ('flag', 'fell', s.is_fallen and not s.is_not_known),
               ('flag', 'days_missing', s.has_days_missing and not s.is_not_known)
    ) g (dimension, dimension_value, is_flagged)
)

select c.day, 'engagement_flags' as metric, c.dimension, c.dimension_value,
       count(*) filter (where c.is_flagged) as numerator, count(c.is_flagged) as denominator,
       count(*) filter (where c.is_flagged)::double precision / nullif(count(c.is_flagged), 0) as value
from cells c
group by c.day, c.dimension, c.dimension_value
