-- Purpose: what the brand's marts hold. Grain: one row, or none before the first time. Inputs: ops.mart_state.
select computed_from, computed_through, windows_seen_at from ops.mart_state where brand = :brand
