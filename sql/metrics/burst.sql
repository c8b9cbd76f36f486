-- Purpose: days on which far more came in than on the same weekdays before: bursts, which are not growth.
-- The rule, which tasks/core/digest/marks.py says in full and must agree with: of the volumes of the same weekday of the
-- eight weeks before that are known (four at least), m is the median and MAD the median distance from it; a burst is above
-- m + 4 * max(1.4826 * MAD, sqrt(m)), at least 1.5 * m, and at least 10.
-- Grain: one row a day.
-- Key: (brand, day, metric, dimension, dimension_value)
-- Inputs: marts.metric_daily (volume)
-- Unit: numerator: inbound items of the day; denominator: m; value: 1 a burst, 0 none, null with fewer than four weeks.
-- Metrics: burst
-- Table: metric
-- Windows: day
-- Reach: 0..56, and the days after the marts' first one when that moves
-- Anchors: bursts
-- Needs: messages, reactions of 0..0
-- Version: 2
with windows as (
    select * from core.metric_window(:zone, :grain, :first_day, :last_day, :as_of)
),

volumes as materialized (
    select day, numerator as items, why_unknown is null as is_known
    from marts.metric_daily
    where brand = :brand and metric = 'volume' and dimension = 'all'
      and day between (select min(day) from windows) - 56 and (select max(day) from windows)
),

before as (
    select w.day, v.items
    from windows w
    join volumes v on v.day between w.day - 56 and w.day - 7 and (w.day - v.day) % 7 = 0 and v.is_known
),

usual as (
    select day, count(*) as weeks, percentile_cont(0.5) within group (order by items) as items
    from before
    group by day
),

distance as (
    select b.day, percentile_cont(0.5) within group (order by abs(b.items - u.items)) as items
    from before b
    join usual u on u.day = b.day
    group by b.day
)

select w.day, 'burst' as metric, 'all' as dimension, 'all' as dimension_value, v.items as numerator,
       u.items::numeric as denominator,
       case when u.weeks >= 4 then
           (v.items > u.items + 4 * greatest(1.4826 * d.items, sqrt(greatest(u.items, 1)))
            and v.items >= 1.5 * u.items and v.items >= 10)::int
       end as value
from windows w
left join volumes v on v.day = w.day
left join usual u on u.day = w.day
left join distance d on d.day = w.day
