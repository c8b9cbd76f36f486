-- Purpose: of the members active in the previous period, those active in this one; and how many are active in this one.
-- Grain: one row a week and month for each of two metrics.
-- Key: (brand, period, metric, period_start, dimension, dimension_value)
-- Inputs: marts.member_day
-- Unit: share, 0 to 1, of members; members. Active: at least one inbound interaction. A period that is not over
-- counts what it has so far.
-- Metrics: retention, active_members
-- Table: metric
-- Windows: week, month
-- Reach: 0..31
-- Needs: retention: messages, reactions of previous..0
-- Needs: active_members: messages, reactions of 0..0
-- Version: 1
with windows as (
    select *, date_trunc(:grain, day - interval '1 day')::date as previous_day
    from core.metric_window(:zone, :grain, :first_day, :last_day, :as_of)
),

activity as (
    select w.day, m.member_id, bool_or(m.day < w.day) as was_active, bool_or(m.day >= w.day) as is_active
    from windows w
    join marts.member_day m
        on m.brand = :brand and m.day between w.previous_day and w.last_day and m.active_until > w.at
    where m.day >= (select min(previous_day) from windows) and m.day <= (select max(last_day) from windows)
    group by w.day, m.member_id
),

counted as (
    select w.day, count(*) filter (where a.is_active) as active, count(*) filter (where a.was_active) as before,
           count(*) filter (where a.was_active and a.is_active) as stayed
    from windows w
    left join activity a on a.day = w.day
    group by w.day
)

select c.day, g.metric, 'all' as dimension, 'all' as dimension_value, g.numerator, g.denominator, g.value
from counted c
cross join lateral (
    values ('retention', c.stayed, c.before, c.stayed::double precision / nullif(c.before, 0)),
           ('active_members', c.active, null, c.active::double precision)
) g (metric, numerator, denominator, value)
