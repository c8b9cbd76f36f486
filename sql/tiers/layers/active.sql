-- Purpose: the brand's layer in force. Grain: one row at most. Inputs: ops.tier_layer; parameters brand, model (that of
-- another shipped model corrects nothing).
select version, layer::text as layer, through_id
from ops.tier_layer
where brand = :brand and state = 'active' and model = :model
