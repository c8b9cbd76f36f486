-- Purpose: when people write: inbound messages by weekday and hour of arrival.
-- Grain: one row a day for all, and one a weekday and hour with a message ("1-09": Monday, from 09:00 to 10:00).
-- Key: (brand, day, metric, dimension, dimension_value)
-- Inputs: core.counted_interaction
-- Unit: messages (what says something in words; not reactions, follows, votes), by the brand's clock: an hour that comes
-- twice when clocks go back is one hour, the one they skip has none.
-- Metrics: arrivals
-- Table: metric
-- Windows: day
-- Reach: 0..0
-- Needs: messages of 0..0
-- Version: 1
with windows as (
    select * from core.metric_window(:zone, :grain, :first_day, :last_day, :as_of)
),

messages as (
    select (i.occurred_at at time zone :zone) as local_at, i.occurred_at, i.void_at
    from core.counted_interaction(:brand) i
    where i.direction = 'inbound' and i.is_message
      and i.occurred_at >= (select min(starts_at) from windows) and i.occurred_at <= (select max(at) from windows)
),

counted as (
    select w.day, to_char(m.local_at, 'ID-HH24') as weekday_hour, count(m.occurred_at) as arrived
    from windows w
    left join messages m on m.local_at::date = w.day and m.occurred_at <= w.at and m.void_at > w.at
    group by w.day, to_char(m.local_at, 'ID-HH24')
),

cells as (
    select day, 'all' as dimension, 'all' as dimension_value, sum(arrived) as arrived
    from counted
    group by day
    union all
    select day, 'weekday_hour', weekday_hour, arrived
    from counted
    where weekday_hour is not null
)

select c.day, 'arrivals' as metric, c.dimension, c.dimension_value, c.arrived as numerator, null::numeric as denominator,
       c.arrived as value
from cells c
