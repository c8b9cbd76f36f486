-- Purpose: of the inbound items of the window that a tier says to answer, those answered by its end; T4 also by a reaction.
-- Also volume: how many there are, by tier and platform (unassigned: not tiered yet).
-- Grain: one row a day, dimension (coverage: all; tier. volume: all; tier; platform; kind) and value.
-- Key: (brand, day, metric, dimension, dimension_value)
-- Inputs: core.counted_interaction, core.answer_span, core.answer
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

inbound as (
    select w.day, w.at, i.interaction_id, i.tier, i.platform, i.kind
    from core.counted_interaction(:brand) i
    join windows w on w.day = (i.occurred_at at time zone :zone)::date and i.occurred_at <= w.at and i.void_at > w.at
    where i.direction = 'inbound'
      and i.occurred_at >= (select min(starts_at) from windows) and i.occurred_at <= (select max(at) from windows)
),

cases as (
    select i.day, i.tier, i.platform, i.kind,
           exists (
               select from core.answer_span(:brand, i.interaction_id) s
               where s.answered_at <= i.at and i.at < s.until_at
           ) or (coalesce(i.tier = 'T4', false) and exists (
               select from core.answer r
               where r.brand = :brand and r.interaction_id = i.interaction_id and r.via = 'reaction'
                 and r.answered_at <= i.at
           )) as is_covered
    from inbound i
),

cells as (
    select c.day, g.metric, g.dimension, g.dimension_value, c.is_covered
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
           count(*) filter (where c.is_covered) as covered, count(c.is_covered) as items
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
