-- Purpose: the engine that a brand's history was last assigned by. Grain: one row at most. Parameters: brand.
select engine from ops.tier_state where brand = :brand
