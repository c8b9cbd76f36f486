-- Purpose: how many pages of a window have landed; no row when it is not landed. Parameters: brand, load_id.
select fetched from ops.load_window where brand = :brand and load_id = :load_id and state = 'landed'
