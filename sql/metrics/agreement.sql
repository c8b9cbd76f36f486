-- Purpose: agreement of people with the engine: of the items that a person ruled on in the window, those whose ruling kept
-- the tier that the engine had given. Of several rulings on an item the last one of the window counts.
-- Grain: one row a day, week and month, dimension (all; tier that the engine gave; engine: its version) and value.
-- Key: (brand, day, metric, dimension, dimension_value)
-- Inputs: core.tier_assignment
-- Unit: share, 0 to 1, of items ruled on. Nothing is left out, tier none neither: a wrong none is what rulings are for.
-- Where a rule of the brand had set the tier, the engine's own stands beside it and is what is compared.
-- Metrics: agreement
-- Table: metric
-- Windows: day, week, month
-- Reach: 0..0
-- Version: 1
with windows as (
    select * from core.metric_window(:zone, :grain, :first_day, :last_day, :as_of)
),

rulings as (
    select distinct on (w.day, a.interaction_id)
           w.day, a.tier, g.tier as given, g.engine
    from windows w
    join core.tier_assignment a on a.assigned_at >= w.starts_at and a.assigned_at <= w.at
    cross join lateral (  -- what stood there when they ruled
        select coalesce(e.engine_tier::text, e.tier::text) as tier, split_part(e.engine, '+rules-', 1) as engine
        from core.tier_assignment e
        where e.brand = :brand and e.interaction_id = a.interaction_id and e.assigned_by is null
          and e.assignment_id < a.assignment_id
        order by e.assignment_id desc
        limit 1
    ) g
    where a.brand = :brand and a.assigned_by is not null
    order by w.day, a.interaction_id, a.assignment_id desc
),

cells as (
    select r.day, r.tier::text = r.given as is_kept, g.dimension, g.dimension_value
    from rulings r
    cross join lateral (values ('all', 'all'), ('tier', r.given), ('engine', r.engine)) g (dimension, dimension_value)
)

select w.day, 'agreement' as metric, coalesce(c.dimension, 'all') as dimension,
       coalesce(c.dimension_value, 'all') as dimension_value,
       count(*) filter (where c.is_kept) as numerator, count(c.is_kept) as denominator,
       count(*) filter (where c.is_kept)::double precision / nullif(count(c.is_kept), 0) as value
from windows w
left join cells c on c.day = w.day
group by 1, 2, 3, 4
