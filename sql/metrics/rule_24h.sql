-- Purpose: the 24-hour rule: of inbound T1 and T2 whose 24 hours ended in the window, those answered within 24 hours.
-- Grain: one row a day, dimension (all; tier; account; hour of arrival, brand's zone, 00 to 23) and value.
-- Key: (brand, day, metric, dimension, dimension_value)
-- Inputs: marts.counted, marts.answer_step
-- Unit: share, 0 to 1, of items; wall clock. Still open ones count as failures; an answer is the one in force at the end.
-- Metrics: rule_24h
-- Table: metric
-- Windows: day
-- Reach: 0..2
-- Needs: messages, replies of -1..0
-- Version: 1
with windows as (
    select * from core.metric_window(:zone, :grain, :first_day, :last_day, :as_of)
),

span as (
    select min(starts_at) - interval '24 hours' as from_at, max(at) - interval '24 hours' as until_at from windows
),

inbound as materialized (
    select i.interaction_id, i.tier, i.account, i.occurred_at, i.void_at, extract(hour from i.local_at)::int as hour,
           ((i.occurred_at + interval '24 hours') at time zone :zone)::date as due_day
    from marts.counted(:brand, :zone) i
    where i.direction = 'inbound' and i.tier in ('T1', 'T2')
      and i.occurred_at >= (select from_at from span) and i.occurred_at <= (select until_at from span)
),

cases as (
    select w.day, i.tier, i.account, i.hour, count(*) as items,
           count(*) filter (where s.answered_at <= i.occurred_at + interval '24 hours') as met
    from windows w
    join inbound i on i.due_day = w.day and i.void_at > w.at
    left join lateral marts.answer_step(:brand, i.interaction_id) s on s.from_at <= w.at and w.at < s.until_at
    group by w.day, i.tier, i.account, i.hour
),

cells as (
    select c.day, c.met, c.items, g.dimension, g.dimension_value
    from cases c
    cross join lateral (
        values ('all', 'all'), ('tier', c.tier), ('account', c.account), ('hour', to_char(c.hour, 'FM00'))
    ) g (dimension, dimension_value)
)

select w.day, 'rule_24h' as metric, coalesce(c.dimension, 'all') as dimension,
       coalesce(c.dimension_value, 'all') as dimension_value,
       coalesce(sum(c.met), 0) as numerator, coalesce(sum(c.items), 0) as denominator,
       sum(c.met)::double precision / nullif(sum(c.items), 0) as value
from windows w
left join cells c on c.day = w.day
group by 1, 2, 3, 4
