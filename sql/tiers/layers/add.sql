-- Purpose: keep a newly learned layer under the brand's next number; returns it. An active one of before must have been
-- retired. Grain: one row. Parameters: brand, model, state, at, rulings, through_id, figures, layer (null: rejected).
insert into ops.tier_layer
    (brand, version, model, state, state_at, learned_at, rulings, through_id, figures, layer)
select :brand, coalesce(max(l.version), 0) + 1, :model, :state, :at, :at, :rulings, :through_id,
       cast(:figures as jsonb), cast(:layer as jsonb)
from ops.tier_layer l
where l.brand = :brand
returning version
