-- Purpose: how the brand's replies sound: those that pass the authenticity check; how unlike each is to the nearest of the
-- 50 before it; and what the check found to say.
-- Grain: one row a window for authenticity and distinctness; reply_warnings one a warning (alike; stock; unrelated).
-- Key: (brand, day or period, metric, dimension, dimension_value)
-- Inputs: marts.counted, core.reply_check
-- Unit: share, 0 to 1, of replies checked. distinctness: 1 - mean similarity, of replies long enough to be compared and
-- with one before them (numerator: the sum of 1 - similarity). Replies that are not checked yet are left out.
-- Metrics: authenticity, distinctness, reply_warnings
-- Table: metric
-- Windows: day, week, month
-- Reach: 0..0
-- Needs: replies of 0..0
-- Version: 1
with windows as (
    select * from core.metric_window(:zone, :grain, :first_day, :last_day, :as_of)
),

replies as (
    select w.day, c.is_authentic, c.similarity, c.warnings
    from marts.counted(:brand, :zone) i
    join windows w on w.day = date_trunc(:grain, i.local_at)::date and i.occurred_at <= w.at and i.void_at > w.at
    join core.reply_check c on c.brand = :brand and c.interaction_id = i.interaction_id
    where i.direction = 'outbound' and i.is_message and i.kind <> 'post'
      and i.occurred_at >= (select min(starts_at) from windows) and i.occurred_at <= (select max(at) from windows)
),

counted as (
    select w.day, count(r.day) as replies, count(*) filter (where r.is_authentic) as authentic,
           count(r.similarity) as compared, sum(1 - r.similarity) as distinct_by,
           count(*) filter (where 'alike' = any(r.warnings)) as alike,
           count(*) filter (where 'stock' = any(r.warnings)) as stock,
           count(*) filter (where 'unrelated' = any(r.warnings)) as unrelated
    from windows w
    left join replies r on r.day = w.day
    group by w.day
)

select c.day, g.metric, g.dimension, g.dimension_value, g.numerator, g.denominator,
       (g.numerator / nullif(g.denominator, 0))::double precision as value
from counted c
cross join lateral (
    values ('authenticity', 'all', 'all', c.authentic::numeric, c.replies),
           ('distinctness', 'all', 'all', coalesce(c.distinct_by, 0), c.compared),
           ('reply_warnings', 'warning', 'alike', c.alike::numeric, c.replies),
           ('reply_warnings', 'warning', 'stock', c.stock::numeric, c.replies),
           ('reply_warnings', 'warning', 'unrelated', c.unrelated::numeric, c.replies)
) g (metric, dimension, dimension_value, numerator, denominator)
