-- Purpose: what may need an answer now though its tier says otherwise: open messages that the engine put below T1,
-- unsure of it; those that came in since the last look, the most likely T1 first.
-- Grain and key: interaction; total and earlier (how many are older) are the same on each row. Unit: one message.
-- Inputs: core.inbox_as_of, core.t1_chance_as_of, core.interaction, core.profile_as_of; parameters brand, since (the
-- oldest counted), last_look, as_of, look_from (chance of T1), unsure_below (confidence, where no chance is known), most.
with doubtful as (
    select b.*, i.edited_at, i.permalink, case when i.edited_at > :as_of then i.first_text else i.text end as text,
           c.t1_chance, b.occurred_at > :last_look as is_new
    from core.inbox_as_of(:brand, :since, :as_of) b
    join core.interaction i on i.brand = :brand and i.interaction_id = b.interaction_id
    cross join lateral core.t1_chance_as_of(:brand, b.interaction_id, i.edited_at, :as_of) c (t1_chance)
    where b.state = 'open' and b.is_message and b.tier <> 'T1'
      and case when c.t1_chance is null then b.confidence < :unsure_below else c.t1_chance >= :look_from end
),
counted as (
    select d.*, count(*) filter (where d.is_new) over () as total, count(*) filter (where not d.is_new) over () as earlier
    from doubtful d
)
select d.interaction_id, d.platform, d.tier, d.confidence, d.t1_chance, w.name as member_name, w.handle as member_handle,
       coalesce(d.text, '') as text, d.occurred_at, d.permalink, d.is_new, d.total, d.earlier
from counted d
cross join lateral core.profile_as_of(:brand, d.author_profile_id, :as_of) w
order by d.is_new desc, d.t1_chance desc nulls last, d.confidence, d.occurred_at, d.interaction_id
limit :most
