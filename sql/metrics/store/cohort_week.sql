-- Purpose: puts the cohorts' figures of some weeks into marts.cohort_weekly in place of what stood there for them.
-- Grain: one row a cohort week and week after it. Inputs: a model, put in at the mark;
-- marts.unknown_cell, for what cannot be known (the model's Needs).
delete from marts.cohort_weekly
where brand = :brand
  and cohort_week + 7 * week_number between date_trunc('week', cast(:first_day as timestamp)) and :last_day;

insert into marts.cohort_weekly (brand, cohort_week, week_number, members, active, definition_version, why_unknown)
select :brand, f.cohort_week, f.week_number, f.members, case when u.reason is null then f.active end, :version, u.reason
from (
/* model */
) f
left join marts.unknown_cell(
    :brand, :zone, :grain, :first_day, :last_day, :as_of, cast(:need_metrics as text[]), cast(:need_feeds as text[]),
    cast(:need_since as text[]), cast(:need_tracked as text[])
) u on u.day = f.day and u.dimension = 'all'
