-- Purpose: results of the polls and surveys that got a vote or an answer during (since, as_of], with all their votes up to
-- then: one a person, the last one (not deleted by then). A form (connectors/exported: native_id form/...) is its questions.
-- Grain and key: (kind, platform, native_id: of the post, question, option); option null: it is not known what they chose.
-- Units: votes; people: votes of the question in all. Options that differ only in case or space are one. is_ours: the brand
-- asks, by a post or a form; else the question may be anybody's words.
-- Inputs: core.interaction, core.counted_interaction, core.post; parameters brand, since, as_of.
with asked as materialized (
    select i.kind, i.platform, coalesce(i.post_native_id, i.parent_native_id, i.thread_key) as native_id,
           array_agg(distinct i.thread_key) as threads
    from core.interaction i
    where i.brand = :brand and i.direction = 'inbound' and i.kind in ('poll_vote', 'survey_answer')
      and i.occurred_at > :since and i.occurred_at <= :as_of
    group by 1, 2, 3
),

-- wherever an index leads to their votes: in the threads that were voted in and the post's own, by the post, as answers to
-- it; a vote that is found twice is the same one
said as (
    select a.kind, a.platform, a.native_id, a.native_id like 'form/%' as is_form, i.interaction_id, c.member_id, i.occurred_at,
           case when i.edited_at > :as_of then i.first_text else i.text end as text
    from asked a
    cross join lateral (
        select i.* from core.interaction i
        where i.brand = :brand and i.platform = a.platform and i.thread_key = any(a.native_id || a.threads)
        union all
        select i.* from core.interaction i
        where i.brand = :brand and i.platform = a.platform and i.post_native_id = a.native_id
          and i.post_native_id <> i.thread_key and i.direction = 'inbound' and i.is_message
        union all
        select i.* from core.interaction i
        where i.brand = :brand and i.platform = a.platform and i.parent_native_id = a.native_id
    ) i
    cross join lateral (
        select k.member_id from core.counted_interaction(:brand) k where k.interaction_id = i.interaction_id offset 0
    ) c
    where i.kind = a.kind and coalesce(i.post_native_id, i.parent_native_id, i.thread_key) = a.native_id
      and i.direction = 'inbound' and i.occurred_at <= :as_of and (i.deleted_at is null or i.deleted_at > :as_of)
),

votes as (
    select distinct on (s.kind, s.platform, s.native_id, o.question, s.member_id)
           s.kind, s.platform, s.native_id, s.is_form, o.question,
           nullif(btrim(regexp_replace(o.option, '\s+', ' ', 'g')), '') as option
    from said s
    cross join lateral (
        select '' as question, s.text as option, 1 as place where not s.is_form
        union all
        select split_part(l.line, ': ', 1), substr(l.line, strpos(l.line, ': ') + 2), l.place
        from regexp_split_to_table(s.text, '\n') with ordinality l (line, place)
        where s.is_form and strpos(l.line, ': ') > 0
    ) o
    order by s.kind, s.platform, s.native_id, o.question, s.member_id, s.occurred_at desc, s.interaction_id desc, o.place desc
),

posts as (
    select a.kind, a.platform, a.native_id, q.text, q.permalink, q.is_own
    from asked a
    cross join lateral (
        select case when x.edited_at > :as_of then x.first_text else x.text end as text, x.permalink, x.is_own
        from (
            select 1 as turn, p.text, p.first_text, p.edited_at, p.permalink, p.is_own from core.post p
            where p.brand = :brand and p.platform = a.platform and p.native_id = a.native_id
            union all
            select 2, i.text, i.first_text, i.edited_at, i.permalink, i.direction = 'outbound' from core.interaction i
            where i.brand = :brand and i.platform = a.platform and i.native_id = a.native_id
              and i.kind not in ('poll_vote', 'survey_answer')
        ) x
        order by x.turn limit 1
    ) q
)

select v.kind, v.platform, v.native_id, case when v.is_form then v.question else coalesce(q.text, '') end as question,
       q.permalink, v.is_form or coalesce(q.is_own, false) as is_ours, min(v.option) as option, count(*) as votes,
       sum(count(*)) over poll::bigint as people
from votes v
left join posts q using (kind, platform, native_id)
group by v.kind, v.platform, v.native_id, v.is_form, v.question, q.text, q.permalink, q.is_own, lower(v.option)
window poll as (partition by v.kind, v.platform, v.native_id, v.question)
order by people desc, v.kind, v.platform, v.native_id, question, votes desc, option
