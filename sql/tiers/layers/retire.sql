-- Purpose: the brand's layer in force is so no more. Grain: one row at most. Parameters: brand, at.
update ops.tier_layer set state = 'retired', state_at = :at where brand = :brand and state = 'active'
