-- Purpose: count rows set aside by validation on their window. Parameters: brand, load_id, count.
update ops.load_window set quarantined = quarantined + :count
where brand = :brand and load_id = :load_id
