-- Purpose: who stays: of the members first active in a week, those active n weeks later.
-- Key: cohort_week, week_number
-- Inputs: marts.cohort_weekly; parameters brand, first_day, until_day (of the cohort's Monday).
-- Columns:
--   cohort_week date: Monday of the week of their first activity, in the brand's time zone
--   week_number integer: weeks after it; 0 is the week itself
--   members bigint: members of the cohort
--   active bigint: those of them active in that week; null: it cannot be known
--   definition_version integer: version of the metric's definition
--   why_unknown text: why the figure, or a part of it, is not known, in words; null: nothing is missing
select cohort_week, week_number, members, active, definition_version, why_unknown
from marts.cohort_weekly
where brand = :brand and cohort_week >= :first_day and cohort_week < :until_day
