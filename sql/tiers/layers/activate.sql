-- Purpose: a retired layer of the brand is in force again. Grain: one row. Parameters: brand, version, at.
update ops.tier_layer set state = 'active', state_at = :at
where brand = :brand and version = :version and state = 'retired'
