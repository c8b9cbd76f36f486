-- Purpose: from now on pages of a window stand on the landing store, unless some did before. Parameters: brand, load_id.
update ops.load_window set landed_at = now() where brand = :brand and load_id = :load_id and landed_at is null
