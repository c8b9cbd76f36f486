-- Purpose: by name the regulars whose 30th silent day fell into a week, who had been the most active first.
-- Where anything they may have done was not collected, it is not known who did (people_weeks.sql says so): not to be asked.
-- Grain and key: member; at most `most`. Unit: interactions in the 90 days up to their last. Inputs: marts.lost_regular,
-- marts.member_day, core.profile, core.profile_as_of; parameters brand, first_day, last_day, as_of, most.
with lost as (
    select distinct on (s.member_id) s.member_id, s.active_on
    from marts.lost_regular(:brand, cast(:first_day as date) - 119, :last_day) s
    where s.lost_from between :first_day and :last_day and s.lost_until >= :last_day
    order by s.member_id, s.active_on desc
),

weighed as (
    select l.member_id, l.active_on, b.interactions
    from lost l
    cross join lateral (  -- of these members alone: joined, every member's days would be read
        select sum(m.interactions) as interactions
        from marts.member_day m
        where m.brand = :brand and m.member_id = l.member_id and m.day > l.active_on - 90 and m.day <= l.active_on
    ) b
    order by b.interactions desc, l.member_id
    limit :most
)

select w.interactions, w.active_on, n.platform, n.name, n.handle, n.followers, n.permalink
from weighed w
cross join lateral (
    select p.platform, p.permalink, a.name, a.handle, a.followers
    from core.profile p
    cross join lateral core.profile_as_of(:brand, p.profile_id, :as_of) a
    where p.brand = :brand and p.member_id = w.member_id
    order by p.last_seen desc nulls last, p.profile_id
    limit 1
) n
order by w.interactions desc, w.member_id
