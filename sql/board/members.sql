-- Purpose: what is known of the members on the board: their history up to a moment.
-- Grain and key: member. Units: inbound interactions; days of the brand's calendar.
-- Inputs: core.profile, core.interaction; parameters brand, member_ids, as_of, recent_since, zone.
select p.member_id, count(*) as interactions,
       count(*) filter (where i.occurred_at > :recent_since) as recent_interactions,
       count(distinct (i.occurred_at at time zone :zone)::date)
           filter (where i.occurred_at > :recent_since) as recent_active_days,
       min(i.occurred_at) as first_seen, max(i.occurred_at) as last_seen
from core.profile p
join core.interaction i on i.brand = :brand and i.author_profile_id = p.profile_id
where p.brand = :brand and p.member_id = any(:member_ids)
  and i.direction = 'inbound' and i.occurred_at <= :as_of
group by p.member_id
