-- Purpose: when people write: inbound messages by weekday and hour of arrival.
-- Grain: one row a day for all, and one a weekday and hour with a message ("1-09": Monday, from 09:00 to 10:00).
-- Key: (brand, day, metric, dimension, dimension_value)
-- Inputs: marts.counted
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

counted as (
    select i.on_day as day, extract(hour from i.local_at)::int as hour, count(*) as arrived
    from marts.counted(:brand, :zone) i
    join windows w on w.day = i.on_day and i.occurred_at <= w.at and i.void_at > w.at
    where i.direction = 'inbound' and i.is_message
      and i.occurred_at >= (select min(starts_at) from windows) and i.occurred_at <= (select max(at) from windows)
    group by 1, 2
),

cells as (
    select w.day, 'all' as dimension, 'all' as dimension_value, coalesce(sum(c.arrived), 0) as arrived
    from windows w
    left join counted c on c.day = w.day
    group by w.day
    union all
    select day, 'weekday_hour', to_char(day, 'ID-') || to_char(hour, 'FM00'), arrived
    from counted
)

select c.day, 'arrivals' as metric, c.dimension, c.dimension_value, c.arrived as numerator, null::numeric as denominator,
       c.arrived as value
from cells c
