-- Purpose: the messages that wait for the brand as of a moment, the stricter tiers first, then the older.
-- Grain and key: interaction. Unit: one message. Inputs: core.inbox_as_of, core.interaction, core.profile,
-- core.profile_as_of, core.post; parameters brand, since (the horizon's start), as_of, most (how many rows at most).
-- An edit made after as_of is not seen: the text is the first one, the hashtags are those that stand in it.
with open_items as (
    select b.*, count(*) over () as open_count
    from core.inbox_as_of(:brand, :since, :as_of) b
    where b.state = 'open' and b.is_message and b.tier <> 'none'
    order by b.tier, b.occurred_at, b.interaction_id
    limit :most
),
threads as (
    select t.platform, t.thread_key, count(*) as thread_messages,
           count(distinct m.author_profile_id) filter (where m.direction = 'inbound') as thread_people
    from (
        select distinct i.platform, i.thread_key
        from open_items o
        join core.interaction i on i.brand = :brand and i.interaction_id = o.interaction_id
    ) t
    join core.interaction m
        on m.brand = :brand and m.platform = t.platform and m.thread_key = t.thread_key
        and m.occurred_at <= :as_of and m.is_message
        and (m.deleted_at is null or m.deleted_at > :as_of)
    group by t.platform, t.thread_key
),
final as (
    select o.interaction_id, i.platform, i.account, i.kind,
           coalesce(case when i.edited_at > :as_of then i.first_text else i.text end, '') as text,
           coalesce(i.lang, w.lang) as lang, i.occurred_at, o.tier, o.confidence, o.flags, o.sentiment, o.reasons,
           i.thread_key, p.member_id, w.name as member_name, w.handle as member_handle, w.followers,
           i.permalink, i.compose_link, i.media,
           case when i.edited_at > :as_of
                then array(select distinct m[1] from regexp_matches(i.first_text, '(?<![\w&#])#(\d*[[:alpha:]_]\w*)', 'g') m)
                else i.hashtags end as hashtags,
           case when q.edited_at > :as_of then q.first_text else q.text end as parent_text,
           coalesce(q.direction = 'outbound' and q.kind <> 'post', false) as parent_is_brand,
           case when q.kind = 'post' and q.direction = 'outbound'
                then case when q.edited_at > :as_of then q.first_text else q.text end
                when i.parent_id is null then case when b.edited_at > :as_of then b.first_text else b.text end
           end as under_post,
           coalesce(t.thread_messages, 1) as thread_messages,
           greatest(t.thread_people - 1, 0) as thread_others, coalesce(h.labels, '{}') as labels, h.assignee, o.open_count
    from open_items o
    join core.interaction i on i.brand = :brand and i.interaction_id = o.interaction_id
    join core.profile p on p.brand = :brand and p.profile_id = i.author_profile_id
    cross join lateral core.profile_as_of(:brand, i.author_profile_id, :as_of) w
    left join lateral core.handling_as_of(:brand, o.interaction_id, i.edited_at, :as_of) h on true
    left join core.interaction q
        on q.brand = :brand and q.interaction_id = i.parent_id and q.occurred_at <= :as_of
        and (q.deleted_at is null or q.deleted_at > :as_of)
    left join core.post b
        on b.brand = :brand and b.platform = i.platform and b.native_id = i.post_native_id and b.is_own
        and b.published_at <= :as_of and (b.deleted_at is null or b.deleted_at > :as_of)
    left join threads t on t.platform = i.platform and t.thread_key = i.thread_key
)
select * from final
order by tier, occurred_at, interaction_id
