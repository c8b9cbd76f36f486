-- Purpose: puts the step profile_day into its table in place of what stood there for its days.
-- Grain: one row a profile and day. Inputs: a model, put in at the mark.
delete from marts.profile_day where brand = :brand and day between :first_day and :last_day;

insert into marts.profile_day
    (brand, profile_id, day, interactions, active_until, spoke_until, followed_until, followers)
select :brand, f.profile_id, f.day, f.interactions, f.active_until, f.spoke_until, f.followed_until, f.followers
from (
/* model */
) f
