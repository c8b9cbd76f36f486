-- Purpose: takes the days whose metrics must be computed again. Grain: one row a day. Inputs: ops.touched_day.
-- Who touches a day locks its row even when it is there already: what was changed is then in sight before the day is
-- taken, or the day waits for the next time. All take the days in order, so that nobody waits in a circle.
with waiting as (
    select day from ops.touched_day where brand = :brand order by day for update
)
delete from ops.touched_day d using waiting w where d.brand = :brand and d.day = w.day returning d.day
