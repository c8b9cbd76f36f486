-- Purpose: how many days wait for their metrics. Grain: one row. Parameters: brand.
select count(*) from ops.touched_day where brand = :brand
