-- Purpose: takes a stretch of the days whose metrics wait to be computed. Grain: one row a day. Inputs: ops.touched_day;
-- parameters brand, first_day, last_day. Days are locked in order, as in metrics/store/take_touched.sql.
with waiting as (
    select day from ops.touched_day
    where brand = :brand and day between :first_day and :last_day
    order by day
    for update
)
delete from ops.touched_day d using waiting w where d.brand = :brand and d.day = w.day returning d.day
