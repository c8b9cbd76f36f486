-- Purpose: the next replies that wait for the check, in order of time, with the ones around them: those before are what they
-- are compared with, and those after are compared with them, so they are checked again as well.
-- Grain: one row a reply, in order. Inputs: ops.unchecked_reply, core.interaction; parameters brand, size, newest (the next are the
-- newest, else the earliest), recent.
-- Texts are those that were sent, or stood there when the reply was sent. in_reply_to: the message it answers by parent, else
-- the newest one before it in the thread; null: none is known. Where its words were dropped what was said of the reply stands.
with piece as materialized (
    (select occurred_at, interaction_id
     from ops.unchecked_reply
     where brand = :brand and not :newest
     order by occurred_at, interaction_id
     limit :size)
    union all
    (select occurred_at, interaction_id
     from ops.unchecked_reply
     where brand = :brand and :newest
     order by occurred_at desc, interaction_id desc
     limit :size)
),

found as (
    select interaction_id, true as is_due, true as is_queued from piece
    union all
    select n.interaction_id, true, false
    from piece q
    cross join lateral (
        select i.interaction_id from core.interaction i
        where i.brand = :brand and i.direction = 'outbound' and i.is_message and i.kind <> 'post'
          and (i.occurred_at, i.interaction_id) > (q.occurred_at, q.interaction_id)
        order by i.occurred_at, i.interaction_id
        limit :recent
    ) n
    union all
    select b.interaction_id, false, false
    from piece q
    cross join lateral (
        select i.interaction_id from core.interaction i
        where i.brand = :brand and i.direction = 'outbound' and i.is_message and i.kind <> 'post'
          and (i.occurred_at, i.interaction_id) < (q.occurred_at, q.interaction_id)
        order by i.occurred_at desc, i.interaction_id desc
        limit :recent
    ) b
),

stretch as (
    select interaction_id, bool_or(is_due) as is_due, bool_or(is_queued) as is_queued from found group by interaction_id
)

select s.interaction_id, s.is_due and (c.interaction_id is null or a.is_wordless is not true) as is_due, s.is_queued,
       coalesce(i.first_text, i.text, '') as text, a.text as in_reply_to
from stretch s
join core.interaction i on i.brand = :brand and i.interaction_id = s.interaction_id
left join lateral (
    select q.words_dropped_at is not null as is_wordless,
           case when q.words_dropped_at is null
                then coalesce(case when q.edited_at > i.occurred_at then q.first_text else q.text end, '') end as text
    from (
        select p.interaction_id, p.edited_at, p.first_text, p.text, p.words_dropped_at, p.occurred_at, true as is_parent
        from core.interaction p
        where p.brand = :brand and p.interaction_id = i.parent_id and p.direction = 'inbound' and p.is_message
        union all
        (select p.interaction_id, p.edited_at, p.first_text, p.text, p.words_dropped_at, p.occurred_at, false
         from core.interaction p
         where p.brand = :brand and p.platform = i.platform and p.thread_key = i.thread_key
           and p.occurred_at < i.occurred_at and p.direction = 'inbound' and p.is_message
         order by p.occurred_at desc, p.interaction_id desc
         limit 1)
    ) q
    order by q.is_parent desc
    limit 1
) a on s.is_due
left join core.reply_check c on s.is_due and c.brand = :brand and c.interaction_id = s.interaction_id
order by i.occurred_at, i.interaction_id
