-- Purpose: the days whose metrics wait to be computed; they stay. Grain: one row a day. Inputs: ops.touched_day; parameter brand.
select day from ops.touched_day where brand = :brand
