-- Purpose: what was tiered before this merge brought what came shortly before it is tiered again: the same text in the day
-- before, the author's messages in the hour before, the brand's word in the thread in that hour (tiers/candidates.sql).
-- Grain: one row an interaction queued. Inputs: batch_interaction (temporary: ids of this merge); parameters brand.
-- By text, author and thread from the first to the last that came: more than needed may be tiered again, and comes out the same.
with came as materialized (
    select i.platform, i.thread_key, i.author_profile_id, i.direction, i.occurred_at,
           case when length(i.text) > 20 then md5(lower(i.text)) end as said
    from batch_interaction b
    join core.interaction i on i.brand = :brand and i.interaction_id = b.interaction_id and i.is_message
),
around as (
    select x.interaction_id
    from (
        select said, min(occurred_at) as since, max(occurred_at) + interval '24 hours' as until
        from came where direction = 'inbound' and said is not null group by said
    ) c
    join core.interaction x
        on x.brand = :brand and md5(lower(x.text)) = c.said and x.occurred_at >= c.since and x.occurred_at < c.until
    where x.direction = 'inbound' and x.is_message and length(x.text) > 20
    union
    select x.interaction_id
    from (
        select author_profile_id, min(occurred_at) as since, max(occurred_at) + interval '1 hour' as until
        from came where direction = 'inbound' group by author_profile_id
    ) c
    join core.interaction x
        on x.brand = :brand and x.author_profile_id = c.author_profile_id
       and x.occurred_at >= c.since and x.occurred_at < c.until
    where x.direction = 'inbound' and x.is_message
    union
    select x.interaction_id
    from (
        select platform, thread_key, min(occurred_at) as since, max(occurred_at) + interval '1 hour' as until
        from came where direction = 'outbound' group by platform, thread_key
    ) c
    join core.interaction x
        on x.brand = :brand and x.platform = c.platform and x.thread_key = c.thread_key
       and x.occurred_at > c.since and x.occurred_at < c.until
    where x.direction = 'inbound' and x.is_message
),
moved as (
    update core.tier_in_force f set text_hash = null  -- no longer what was read
    -- as an array: a plan takes them for a hundred times as many as they are, and reads every tier there is to join them
    where f.brand = :brand and f.interaction_id = any (array(select interaction_id from around)) and not f.is_human
    returning f.interaction_id
)
insert into ops.untiered (brand, interaction_id)
select :brand, interaction_id from moved order by interaction_id
on conflict do nothing
