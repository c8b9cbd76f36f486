-- Purpose: results of the polls and surveys that got a vote or an answer during (since, as_of], with all their votes up to
-- then: one a person, the last one (not deleted by then).
-- Grain and key: (kind, platform, native_id: of the post, option); option null: it is not known what they chose.
-- Units: votes; people: votes of the poll in all. Options that differ only in case or space are one.
-- Inputs: core.interaction, core.counted_interaction, core.post; parameters brand, since, as_of.
with asked as materialized (
    select distinct i.kind, i.platform, i.thread_key,
           coalesce(i.post_native_id, i.parent_native_id, i.thread_key) as native_id
    from core.interaction i
    where i.brand = :brand and i.direction = 'inbound' and i.kind in ('poll_vote', 'survey_answer')
      and i.occurred_at > :since and i.occurred_at <= :as_of
),

votes as (
    select distinct on (a.kind, a.platform, a.native_id, c.member_id)
           a.kind, a.platform, a.native_id,
           nullif(btrim(regexp_replace(
               case when i.edited_at > :as_of then i.first_text else i.text end, '\s+', ' ', 'g')), '') as option
    from asked a
    join core.counted_interaction(:brand) c
        on c.platform = a.platform and c.thread_key = a.thread_key and c.kind = a.kind and c.direction = 'inbound'
    join core.interaction i on i.brand = :brand and i.interaction_id = c.interaction_id
    where coalesce(i.post_native_id, i.parent_native_id, i.thread_key) = a.native_id
      and c.occurred_at <= :as_of and (i.deleted_at is null or i.deleted_at > :as_of)
    order by a.kind, a.platform, a.native_id, c.member_id, c.occurred_at desc, c.interaction_id desc
),

questions as (
    select a.kind, a.platform, a.native_id, q.text, q.permalink
    from asked a
    left join lateral (
        select case when x.edited_at > :as_of then x.first_text else x.text end as text, x.permalink
        from (
            select p.text, p.first_text, p.edited_at, p.permalink from core.post p
            where p.brand = :brand and p.platform = a.platform and p.native_id = a.native_id
            union all
            select i.text, i.first_text, i.edited_at, i.permalink from core.interaction i
            where i.brand = :brand and i.platform = a.platform and i.native_id = a.native_id
        ) x
        limit 1
    ) q on true
)

select v.kind, v.platform, v.native_id, coalesce(q.text, '') as question, q.permalink, min(v.option) as option,
       count(*) as votes, sum(count(*)) over poll::bigint as people
from votes v
join questions q using (kind, platform, native_id)
group by v.kind, v.platform, v.native_id, q.text, q.permalink, lower(v.option)
window poll as (partition by v.kind, v.platform, v.native_id)
order by people desc, v.kind, v.platform, v.native_id, votes desc, option
