-- Purpose: the brand's layers, the newest first. Grain and key: version. Inputs: ops.tier_layer; parameter brand.
select version, model, state, state_at, learned_at, rulings, through_id, figures
from ops.tier_layer
where brand = :brand
order by version desc
