-- Purpose: a merged window stands in staging again: what its pages held this time. Parameters: brand, load_id, parsed,
-- quarantined.
update ops.load_window
set parsed = :parsed, quarantined = :quarantined
where brand = :brand and load_id = :load_id and state = 'merged'
