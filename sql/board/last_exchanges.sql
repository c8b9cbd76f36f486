-- Purpose: what the brand and a member last said to each other before a message of theirs.
-- Grain and key: the later message (interaction). Inputs: core.interaction, core.profile, core.answer;
-- parameters brand, interaction_ids, as_of. No row without an earlier exchange.
select i.interaction_id, e.asked, e.answered, e.answered_at
from core.interaction i
join core.profile p on p.brand = :brand and p.profile_id = i.author_profile_id
cross join lateral (
    select x.*
    from core.profile own
    cross join lateral (  -- backwards through what each profile said, as far as the first that fits
        select case when m.edited_at > :as_of then m.first_text else m.text end as asked,
               case when r.edited_at > :as_of then r.first_text else r.text end as answered, a.answered_at,
               m.occurred_at, a.via
        from core.interaction m
        join core.answer a on a.brand = :brand and a.interaction_id = m.interaction_id and a.via <> 'reaction'
        join core.interaction r on r.brand = :brand and r.interaction_id = a.answer_id
        where m.brand = :brand and m.author_profile_id = own.profile_id and m.occurred_at < i.occurred_at and m.is_message
          -- of an answer to somebody else in the thread it cannot be said that it was said to them
          and (a.via = 'parent' or r.parent_id is null or r.parent_id = m.interaction_id)
          and a.answered_at < i.occurred_at and a.answered_at <= :as_of
          and (m.deleted_at is null or m.deleted_at > :as_of)
          and (r.deleted_at is null or r.deleted_at > :as_of)
        order by m.occurred_at desc, a.via
        limit 1
    ) x
    where own.brand = :brand and own.member_id = p.member_id
    order by x.occurred_at desc, x.via
    limit 1
) e
where i.brand = :brand and i.interaction_id = any(:interaction_ids)
