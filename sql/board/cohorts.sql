-- Purpose: who stays: of the members first active in a week, the share active in the weeks after it.
-- Grain and key: (cohort_week, week_number). Unit: members. Inputs: marts.cohort_weekly; parameters brand, first_week,
-- last_week (Mondays of cohorts), until (the Monday of the last week that may be looked at).
select cohort_week, week_number, members, active
from marts.cohort_weekly
where brand = :brand and cohort_week between :first_week and :last_week and cohort_week + 7 * week_number <= :until
order by cohort_week, week_number
