-- Purpose: puts the cohorts' figures of some weeks into marts.cohort_weekly in place of what stood there for them.
-- Grain: one row a cohort week and week after it. Inputs: a model, put in at the mark.
delete from marts.cohort_weekly
where brand = :brand
  and cohort_week + 7 * week_number between date_trunc('week', cast(:first_day as timestamp)) and :last_day;

insert into marts.cohort_weekly (brand, cohort_week, week_number, members, active, definition_version)
select :brand, f.cohort_week, f.week_number, f.members, f.active, :version
from (
/* model */
) f
