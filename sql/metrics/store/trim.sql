-- Purpose: removes what marts hold of a brand from before its first day, if anything. Inputs: brand, first_day.
delete from marts.profile_day d using ops.mart_state s
where d.brand = :brand and s.brand = :brand and s.computed_from < :first_day and d.day < :first_day;

delete from marts.metric_daily d using ops.mart_state s
where d.brand = :brand and s.brand = :brand and s.computed_from < :first_day and d.day < :first_day;

delete from marts.distribution_daily d using ops.mart_state s
where d.brand = :brand and s.brand = :brand and s.computed_from < :first_day and d.day < :first_day;

delete from marts.post_talk d using ops.mart_state s
where d.brand = :brand and s.brand = :brand and s.computed_from < :first_day and d.day < :first_day;

delete from marts.metric_period d using ops.mart_state s
where d.brand = :brand and s.brand = :brand and s.computed_from < :first_day
  and d.period_start < date_trunc(d.period, cast(:first_day as timestamp));

delete from marts.cohort_weekly d using ops.mart_state s
where d.brand = :brand and s.brand = :brand and s.computed_from < :first_day
  and d.cohort_week < date_trunc('week', cast(:first_day as timestamp));

delete from marts.unknown_day d using ops.mart_state s
where d.brand = :brand and s.brand = :brand and s.computed_from < :first_day and d.day < :first_day
