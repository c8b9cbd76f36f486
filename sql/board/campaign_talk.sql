-- Purpose: what is said in a campaign as of a moment: all that was said in its threads since it began.
-- Grain: one row. Units: threads, messages, reactions, shares, members, posts; depth: changes of side a thread, over
-- threads with a message; sentiment: messages, of those the engine could read (rated).
-- newcomers: of the people, those who had done nothing toward the brand before the campaign.
-- Inputs: core.campaign_thread, core.counted_interaction, core.interaction, core.profile, core.tier_assignment, core.feeling; parameters brand,
-- hashtags, link_tags (lower case), from_at, until_at (half-open), as_of.
with tagged as materialized (
    select * from core.campaign_thread(:brand, :hashtags, :link_tags, :from_at, :until_at, :as_of)
),

said as materialized (
    select c.*, r.sentiment
    from tagged t
    join core.counted_interaction(:brand) c on c.platform = t.platform and c.thread_key = t.thread_key
    left join lateral (
        select a.sentiment
        from core.tier_assignment a
        where a.brand = :brand and a.interaction_id = c.interaction_id and a.assigned_by is null
          and c.direction = 'inbound' and c.is_message
        order by a.assignment_id desc
        limit 1
    ) r on true
    where c.occurred_at >= :from_at and c.occurred_at <= :as_of and c.void_at > :as_of
),

turns as (
    select platform, thread_key,
           direction <> lag(direction) over (
               partition by platform, thread_key order by occurred_at, interaction_id
           ) as is_turn
    from said
    where is_message
),

threads as (
    select count(*) as threads, avg(depth)::double precision as depth_mean,
           percentile_cont(0.5) within group (order by depth) as depth_median,
           percentile_cont(0.9) within group (order by depth) as depth_p90
    from (
        select count(*) filter (where is_turn) as depth from turns group by platform, thread_key
    ) d
),

people as (
    select count(*) as people, count(*) filter (where not exists (
               select from core.profile p
               join core.interaction e on e.brand = :brand and e.author_profile_id = p.profile_id
               where p.brand = :brand and p.member_id = m.member_id and e.direction = 'inbound'
                 and e.occurred_at < :from_at
           )) as newcomers
    from (select distinct member_id from said where direction = 'inbound' and is_message) m
),

counts as (
    select count(*) filter (where direction = 'inbound' and is_message) as messages,
           count(*) filter (where direction = 'outbound' and is_message and kind <> 'post') as replies,
           count(*) filter (where direction = 'inbound' and kind = 'reaction') as reactions,
           count(*) filter (where direction = 'inbound' and kind = 'share') as shares,
           count(*) filter (where direction = 'inbound' and kind = 'ugc_post') as ugc,
           count(sentiment) as rated,
           count(*) filter (where core.feeling(sentiment) = 'positive') as positive,
           count(*) filter (where core.feeling(sentiment) = 'negative') as negative
    from said
)

select * from counts cross join threads cross join people
