-- Purpose: which profile did something on which day: what member_day adds up, before people's profiles are joined.
-- Key: day, profile_id
-- Inputs: marts.profile_day; parameters brand, first_day, until_day.
-- Columns:
--   profile_id bigint: number of the profile within this brand's warehouse; no name, no handle
--   day date: calendar day in the brand's time zone
--   interactions integer: interactions that count, without those deleted within 24 h and before an answer
--   active_until timestamp: UTC; until when the day counts as active; null: for good
--   spoke_until timestamp: UTC; the same of all but follows; null: for good, or nothing but a follow
--   followed_until timestamp: UTC; the same of follows; null: for good, or no follow
--   has_spoken boolean: something other than a follow
--   has_followed boolean: a follow
select profile_id, day, interactions, nullif(active_until, 'infinity') as active_until,
       nullif(spoke_until, 'infinity') as spoke_until, nullif(followed_until, 'infinity') as followed_until,
       spoke_until is not null as has_spoken, followed_until is not null as has_followed
from marts.profile_day
where brand = :brand and day >= :first_day and day < :until_day
