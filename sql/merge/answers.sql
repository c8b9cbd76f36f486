-- Purpose: for every inbound interaction of the touched threads, the first outbound one that answers it.
-- Grain and key: (interaction, via). Inputs: touched_thread (temporary), core.interaction; parameters brand.
-- 'parent': the first message of the brand whose parent it is; 'thread': the first message of the brand in
-- the thread after it; 'reaction': the first reaction of the brand to it (acknowledges, does not answer).
-- Under a post of the brand's own many people speak at once: there a message of the brand that answers one
-- of them is no answer to the others (docs/DECISIONS.md, 2026-11-22). Also when the post is older than what was
-- collected: what stands below it names it as the brand's (post_native_id, docs/add-a-network.md).
-- 'withdrawn': the first that answered it by parent or thread and was deleted since, in force until then.
-- Returns the inbound interactions whose answers are not what they were.
with thread as materialized (  -- asked once a thread, not once a message
    select t.platform, t.thread_key, coalesce(r.direction = 'outbound', exists (
               select from core.interaction c
               where c.brand = :brand and c.platform = t.platform and c.thread_key = t.thread_key
                 and c.post_native_id = t.thread_key)) as is_own
    from touched_thread t
    left join core.interaction r
        on r.brand = :brand and r.platform = t.platform and r.native_id = t.thread_key
),
turns as (
    select i.interaction_id, i.platform, i.native_id, i.direction, i.is_message, i.kind,
           i.parent_native_id, i.occurred_at, i.thread_key, i.deleted_at,
           -- the part of the thread that a message of the brand speaks to: all of it, or one person's
           case when t.is_own then
               case i.direction when 'inbound' then i.author_profile_id
                                else (select p.author_profile_id from core.interaction p
                                      where p.brand = :brand and p.interaction_id = i.parent_id
                                        and p.direction = 'inbound') end
           end as speaks_with
    from thread t
    join core.interaction i
        on i.brand = :brand and i.platform = t.platform and i.thread_key = t.thread_key
),
next_outbound as (
    select interaction_id, direction, platform, thread_key, speaks_with,
           min(occurred_at) filter (where direction = 'outbound' and is_message and deleted_at is null)
               -- newest first: a frame that only grows is read once, not once a row
               over (partition by platform, thread_key, speaks_with order by occurred_at desc
                     range between unbounded preceding and '1 microsecond' preceding) as answered_at
    from turns
),
by_thread as (
    select q.interaction_id, 'thread' as via, min(a.interaction_id) as answer_id, q.answered_at
    from next_outbound q
    join turns a on a.platform = q.platform and a.thread_key = q.thread_key
        and a.speaks_with is not distinct from q.speaks_with and a.occurred_at = q.answered_at
        and a.direction = 'outbound' and a.is_message and a.deleted_at is null
    where q.direction = 'inbound'
    group by q.interaction_id, q.answered_at
),
by_parent as (
    select distinct on (q.interaction_id, via)
           q.interaction_id, case when a.is_message then 'parent' else 'reaction' end as via,
           a.interaction_id as answer_id, a.occurred_at as answered_at
    from turns a
    join turns q on q.platform = a.platform and q.native_id = a.parent_native_id and q.direction = 'inbound'
    where a.direction = 'outbound' and (a.is_message or a.kind = 'reaction') and a.deleted_at is null
    order by q.interaction_id, via, a.occurred_at, a.interaction_id
),
withdrawn as (
    select distinct on (q.interaction_id)
           q.interaction_id, 'withdrawn' as via, a.interaction_id as answer_id, a.occurred_at as answered_at,
           a.deleted_at as until_at
    from turns a
    join turns q on q.direction = 'inbound' and q.platform = a.platform and q.thread_key = a.thread_key
        and (q.native_id = a.parent_native_id
             or a.speaks_with is not distinct from q.speaks_with and a.occurred_at > q.occurred_at)
    where a.direction = 'outbound' and a.is_message and a.deleted_at > a.occurred_at
    order by q.interaction_id, a.occurred_at, a.interaction_id
),
answers as (
    select interaction_id, via, answer_id, answered_at, timestamptz 'infinity' as until_at from by_parent
    union all
    select interaction_id, via, answer_id, answered_at, timestamptz 'infinity' from by_thread
    union all
    select interaction_id, via, answer_id, answered_at, until_at from withdrawn
),
lost as (
    delete from core.answer o
    using turns t
    where o.brand = :brand and o.interaction_id = t.interaction_id
      and not exists (select from answers a where a.interaction_id = o.interaction_id and a.via = o.via)
    returning o.interaction_id
),
found as (
    insert into core.answer as o (brand, interaction_id, via, answer_id, answered_at, until_at)
    select :brand, interaction_id, via, answer_id, answered_at, until_at
    from answers
    on conflict (brand, interaction_id, via) do update
    set answer_id = excluded.answer_id, answered_at = excluded.answered_at, until_at = excluded.until_at
    where (o.answer_id, o.answered_at, o.until_at)
          is distinct from (excluded.answer_id, excluded.answered_at, excluded.until_at)
    returning o.interaction_id
)
select interaction_id from lost union select interaction_id from found
