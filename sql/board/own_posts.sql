-- Purpose: the brand's own posts that stirred during a span, and what they drew in it, the liveliest first.
-- Grain and key: post (platform, native id). Units: inbound interactions in the span.
-- Inputs: core.interaction, core.post; parameters brand, since, as_of, most.
with stirred as (
    select i.platform, coalesce(i.post_native_id, i.thread_key) as native_id,
           count(*) filter (where i.kind = 'reaction') as reactions,
           count(*) filter (where i.is_message and i.kind <> 'quote') as comments,
           count(*) filter (where i.kind in ('share', 'quote')) as shares
    from core.interaction i
    where i.brand = :brand and i.direction = 'inbound' and i.occurred_at > :since and i.occurred_at <= :as_of
      and (i.deleted_at is null or i.deleted_at > :as_of)
    group by 1, 2
),
own as (  -- with what each drew: joined to it afterwards, every post would be compared with everything that stirred
    select s.reactions, s.comments, s.shares, i.platform, i.native_id, i.occurred_at as published_at, i.permalink,
           case when i.edited_at > :as_of then i.first_text else i.text end as text
    from stirred s
    join core.interaction i on i.brand = :brand and i.platform = s.platform and i.native_id = s.native_id
    where i.direction = 'outbound' and i.kind = 'post' and (i.deleted_at is null or i.deleted_at > :as_of)
    union all
    select s.reactions, s.comments, s.shares, p.platform, p.native_id, p.published_at, p.permalink,
           case when p.edited_at > :as_of then p.first_text else p.text end
    from stirred s
    join core.post p on p.brand = :brand and p.platform = s.platform and p.native_id = s.native_id
    where p.is_own and (p.deleted_at is null or p.deleted_at > :as_of)
      and not exists (
          select from core.interaction i
          where i.brand = :brand and i.platform = p.platform and i.native_id = p.native_id
      )
)
select o.platform, coalesce(o.text, '') as text, o.published_at, o.permalink, o.reactions, o.comments, o.shares
from own o
order by o.comments desc, o.reactions + o.shares desc, o.published_at desc, o.native_id
limit :most
