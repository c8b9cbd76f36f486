-- Purpose: how often who comes in a month comes: mean daily active members by monthly active members.
-- Grain: one row a month.
-- Key: (brand, period, metric, period_start, dimension, dimension_value)
-- Inputs: marts.member_day
-- Unit: share, 0 to 1: sum of the days' active members / (days of the month so far x members active in it).
-- Metrics: stickiness
-- Table: metric
-- Windows: month
-- Reach: 0..0
-- Needs: messages, reactions of 0..0
-- Version: 1
with windows as (
    select *, (at at time zone :zone)::date - day + 1 as days
    from core.metric_window(:zone, :grain, :first_day, :last_day, :as_of)
),

counted as (
    select w.day, w.days, count(m.member_id) as member_days, count(distinct m.member_id) as members
    from windows w
    left join marts.member_day m
        on m.brand = :brand and m.day between w.day and w.last_day and m.active_until > w.at
       and m.day between cast(:first_day as date) - 30 and cast(:last_day as date) + 30
    group by w.day, w.days
)

select day, 'stickiness' as metric, 'all' as dimension, 'all' as dimension_value, member_days as numerator,
       days * members as denominator, member_days::double precision / nullif(days * members, 0) as value
from counted
