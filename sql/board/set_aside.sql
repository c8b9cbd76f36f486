-- Purpose: what came in during a span and needs no answer (tier none): how many, and the examples that are the least
-- sure, so that a wrong one is seen.
-- Grain: an example that stands for `copies` messages: one text from `people` of three or more, else three or more of
-- one person, else a single one; total is the same on each row. Unit: messages. Inputs: core.inbox_as_of,
-- core.interaction, core.profile_as_of; parameters brand, since, as_of, most.
with aside as (
    select b.*, count(*) over () as total,
           coalesce(case when i.edited_at > :as_of then i.first_text else i.text end, '') as text
    from core.inbox_as_of(:brand, :since, :as_of) b
    join core.interaction i on i.brand = :brand and i.interaction_id = b.interaction_id
    where b.tier = 'none' and b.is_message
),
keyed as (  -- a copy addresses and links to others
    select a.*, btrim(regexp_replace(lower(left(a.text, 1000)), '[@#]\S+|https?://\S+|\W+', ' ', 'g')) as bare
    from aside a
),
bursts as (
    select k.bare, count(distinct k.author_profile_id) as people
    from keyed k
    where length(k.bare) >= 20
    group by k.bare
    having count(distinct k.author_profile_id) >= 3
),
placed as (
    select k.*, u.people,
           case when u.people is null then count(*) over (partition by k.author_profile_id, u.people is null) end as own
    from keyed k
    left join bursts u on u.bare = k.bare
),
numbered as (
    select p.*,
           count(*) over of_group as copies,
           row_number() over (of_group order by p.confidence, p.occurred_at desc, p.interaction_id desc) as number
    from placed p
    window of_group as (
        partition by case when p.people is not null then p.bare end,
                     case when p.own >= 3 then p.author_profile_id end,
                     case when p.people is null and p.own < 3 then p.interaction_id end)
)
select n.platform, w.name as member_name, n.text, coalesce(array_to_string(n.reasons, '; '), '') as reason,
       n.copies, coalesce(n.people, 1) as people, n.total
from numbered n
cross join lateral core.profile_as_of(:brand, n.author_profile_id, :as_of) w
where n.number = 1
order by n.confidence, n.occurred_at desc, n.interaction_id desc
limit :most
