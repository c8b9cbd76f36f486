-- Purpose: of the days that wait, those whose people were not computed since they were touched; they stay, and are noted as such.
-- Grain: one row a day. Inputs: ops.touched_day; parameters brand, first_day, last_day.
-- Days are locked in order, before anything is read, as in metrics/store/take_touched.sql.
with waiting as (
    select day from ops.touched_day
    where brand = :brand and day between :first_day and :last_day and not has_people
    order by day
    for update
)
update ops.touched_day d set has_people = true from waiting w where d.brand = :brand and d.day = w.day returning d.day
