-- Purpose: by name who arrived in a week and who came back after 30 or more silent days, the most active first.
-- Where what they may have done before was not collected, it is not known who did (people_weeks.sql says so): not to be asked.
-- Grain and key: member; at most `most` of each. Unit: interactions in the week. Inputs: marts.member_day,
-- marts.lasting_since, core.profile, core.profile_as_of; parameters brand, first_day, last_day, as_of, most.
with week as materialized (
    select member_id, min(day) as came_on, sum(interactions) as interactions
    from marts.member_day
    where brand = :brand and day between :first_day and :last_day and active_until = 'infinity'
    group by member_id
),

came as (
    select w.member_id, w.came_on, w.interactions, l.active_on, b.day as day_before
    from week w
    cross join lateral marts.lasting_since(:brand, w.member_id) l
    left join lateral (
        select max(m.day) as day
        from marts.member_day m
        where m.brand = :brand and m.member_id = w.member_id and m.day < w.came_on and m.active_until = 'infinity'
    ) b on true
    where w.came_on = l.active_on or w.came_on - b.day >= 30
),

ordered as (
    select *, case when came_on = active_on then 'arrived' else 'returned' end as how,
           row_number() over (partition by came_on = active_on order by interactions desc, member_id) as place
    from came
)

select o.how, o.interactions, o.came_on - o.day_before as silent_days, n.platform, n.name, n.handle, n.followers, n.permalink
from ordered o
cross join lateral (
    select p.platform, p.permalink, w.name, w.handle, w.followers
    from core.profile p
    cross join lateral core.profile_as_of(:brand, p.profile_id, :as_of) w
    where p.brand = :brand and p.member_id = o.member_id
    order by p.last_seen desc nulls last, p.profile_id
    limit 1
) n
where o.place <= :most
order by o.how, o.place
