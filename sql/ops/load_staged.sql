-- Purpose: a window stands in staging: how many records its pages held, and how many of its rows wait in
-- quarantine so far.
-- Parameters: brand, load_id, parsed, quarantined.
with staged as (insert into staging.load (load_id) values (:load_id))
update ops.load_window
set parsed = :parsed, quarantined = :quarantined, updated_at = now()
where brand = :brand and load_id = :load_id and state <> 'merged'
