-- Purpose: removes everything marts hold of a brand that has no interaction (any more). Inputs: parameter brand.
delete from marts.profile_day where brand = :brand;
delete from marts.metric_daily where brand = :brand;
delete from marts.distribution_daily where brand = :brand;
delete from marts.metric_period where brand = :brand;
delete from marts.cohort_weekly where brand = :brand;
delete from marts.post_talk where brand = :brand;
delete from marts.unknown_day where brand = :brand;
delete from ops.mart_state where brand = :brand
