-- Purpose: what came in during a span and needs no answer (tier none): how many, and the newest examples.
-- Grain: an example; total is the same on each row. Inputs: core.inbox_as_of, core.interaction, core.profile_as_of;
-- parameters brand, since, as_of, most.
with examples as (
    select b.*, count(*) over () as total
    from core.inbox_as_of(:brand, :since, :as_of) b
    where b.tier = 'none' and b.is_message
    order by b.occurred_at desc, b.interaction_id desc
    limit :most
)
select b.platform, w.name as member_name,
       coalesce(case when i.edited_at > :as_of then i.first_text else i.text end, '') as text,
       coalesce(array_to_string(b.reasons, '; '), '') as reason, b.total
from examples b
join core.interaction i on i.brand = :brand and i.interaction_id = b.interaction_id
cross join lateral core.profile_as_of(:brand, b.author_profile_id, :as_of) w
order by b.occurred_at desc, b.interaction_id desc
