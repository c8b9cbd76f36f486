-- Purpose: what came in during a span and needs no answer (tier none): how many, and the newest examples.
-- Grain: an example; total is the same on each row. Inputs: core.inbox_as_of, core.interaction, core.profile;
-- parameters brand, since, as_of, most.
select b.platform, coalesce(p.display_name, p.handle, '') as member_name,
       coalesce(case when i.edited_at > :as_of then i.first_text else i.text end, '') as text,
       coalesce(array_to_string(b.reasons, '; '), '') as reason, count(*) over () as total
from core.inbox_as_of(:brand, :since, :as_of) b
join core.interaction i on i.brand = :brand and i.interaction_id = b.interaction_id
join core.profile p on p.brand = :brand and p.profile_id = b.author_profile_id
where b.tier = 'none' and b.is_message
order by b.occurred_at desc, b.interaction_id desc
limit :most
