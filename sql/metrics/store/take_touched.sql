-- Purpose: takes the days whose metrics must be computed again. Grain: one row a day. Inputs: ops.touched_day.
delete from ops.touched_day where brand = :brand returning day
