-- Purpose: by name who did something for the community in a week: answered other members, made something with the brand,
-- gave feedback with content; with how often they were there in all, for milestones.
-- Grain and key: member; at most `most`, who gave most first. Unit: interactions of the week; `before`: of all time
-- before it. Inputs: core.counted_interaction, core.interaction, core.profile, core.profile_as_of, marts.member_day;
-- parameters brand, since, until, as_of, first_day, most.
with gave as materialized (
    select i.interaction_id, i.member_id, i.kind, i.tier, i.is_message, i.thread_key, q.member_id as helped
    from core.counted_interaction(:brand) i
    join core.interaction m on m.brand = :brand and m.interaction_id = i.interaction_id
    left join lateral (
        select p.member_id
        from core.interaction a
        join core.profile p on p.brand = :brand and p.profile_id = a.author_profile_id and not p.is_bot and not p.is_own
        where a.brand = :brand and a.interaction_id = m.parent_id and a.direction = 'inbound'
    ) q on i.is_message and q.member_id <> i.member_id
    where i.direction = 'inbound' and i.occurred_at >= :since and i.occurred_at < :until and i.occurred_at <= :as_of
      and i.void_at > :as_of
),

counted as (
    select member_id, count(helped) as peer_replies, count(distinct helped) as helped,
           count(*) filter (where kind = 'ugc_post' or tier = 'T3') as made,
           count(*) filter (where tier = 'T2' and helped is null) as praised, count(*) as interactions
    from gave
    group by member_id
),

weighed as (
    select *
    from counted
    where helped > 0 or made > 0 or praised > 0 or interactions >= 5
    order by 3 * helped + 3 * made + praised desc, interactions desc, member_id
    limit :most
)

select w.helped, w.peer_replies, w.made, w.praised, w.interactions, coalesce(b.before, 0) as before, b.first_day,
       n.platform, n.name, n.handle, n.followers, n.permalink
from weighed w
left join lateral (
    select sum(m.interactions) filter (where m.day < :first_day) as before, min(m.day) as first_day
    from marts.member_day m
    where m.brand = :brand and m.member_id = w.member_id and m.active_until = 'infinity'
) b on true
cross join lateral (
    select p.platform, p.permalink, a.name, a.handle, a.followers
    from core.profile p
    cross join lateral core.profile_as_of(:brand, p.profile_id, :as_of) a
    where p.brand = :brand and p.member_id = w.member_id
    order by p.last_seen desc nulls last, p.profile_id
    limit 1
) n
order by 3 * w.helped + 3 * w.made + w.praised desc, w.interactions desc, w.member_id
