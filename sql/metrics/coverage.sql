-- Purpose: of the inbound items of the window that a tier says to answer, those answered by its end; T4 also by a reaction.
-- Also volume: how many there are, by tier and platform (unassigned: not tiered yet).
-- Grain: one row a day, dimension (coverage: all; tier. volume: all; tier; platform; kind) and value.
-- Key: (brand, day, metric, dimension, dimension_value)
-- Inputs: marts.counted, marts.answer_step
-- Unit: coverage: share, 0 to 1, of items of T1 to T4; volume: items.
-- Metrics: coverage, volume
-- Table: metric
-- Windows: day
-- Reach: 0..0
-- Needs: coverage: messages, reactions, replies of 0..0
-- Needs: volume: messages, reactions of 0..0
-- Version: 1
with windows as (
    select * from core.metric_window(:zone, :grain, :first_day, :last_day, :as_of)
),

cases as (
    select w.day, i.tier, i.platform, i.kind, count(*) as items,
           count(*) filter (where s.answered_at is not null or (i.tier = 'T4' and i.reacted_at <= w.at)) as covered
    from marts.counted(:brand, :zone) i
    join windows w on w.day = i.on_day and i.occurred_at <= w.at and i.void_at > w.at
    left join lateral marts.answer_step(:brand, i.interaction_id) s on s.from_at <= w.at and w.at < s.until_at
    where i.direction = 'inbound'
      and i.occurred_at >= (select min(starts_at) from windows) and i.occurred_at <= (select max(at) from windows)
    group by w.day, i.tier, i.platform, i.kind
),

cells as (
    select c.day, g.metric, g.dimension, g.dimension_value, c.covered, c.items
    from cases c
    cross join lateral (
        values ('volume', 'all', 'all'), ('volume', 'tier', coalesce(c.tier, 'unassigned')),
               ('volume', 'platform', c.platform), ('volume', 'kind', c.kind),
               ('coverage', 'all', 'all'), ('coverage', 'tier', c.tier)
    ) g (metric, dimension, dimension_value)
    where g.metric = 'volume' or c.tier is not null
),

figures as (
    select w.day, m.metric, coalesce(c.dimension, 'all') as dimension,
           coalesce(c.dimension_value, 'all') as dimension_value,
           coalesce(sum(c.covered), 0) as covered, coalesce(sum(c.items), 0) as items
    from windows w
    cross join (values ('coverage'), ('volume')) m (metric)
    left join cells c on c.day = w.day and c.metric = m.metric
    group by 1, 2, 3, 4
)

select day, metric, dimension, dimension_value,
       case metric when 'volume' then items else covered end as numerator,
       case metric when 'coverage' then items end as denominator,
       case metric when 'volume' then items else covered::double precision / nullif(items, 0) end as value
from figures
