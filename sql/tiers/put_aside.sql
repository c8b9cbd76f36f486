-- Purpose: dismiss or snooze what a rule of the brand puts aside, and take back what no rule puts aside any more.
-- Grain: one row an interaction. Inputs: new_assignment (temporary), core.interaction; parameters brand.
-- Dated by the message, or by its edit where the rule did not fire before: a replay sees it from then on. Where a person
-- has acted by that moment, nothing is done: their word stands.
with taken_back as (
    delete from core.action c
    using new_assignment n
    where c.brand = :brand and c.interaction_id = n.interaction_id and c.is_automatic and n.action is null
)
insert into core.action as c
    (brand, interaction_id, action, snoozed_until, acted_by, acted_at, is_automatic)
select :brand, n.interaction_id, n.action, n.snoozed_until, n.acted_by, d.acted_at, true
from new_assignment n
join core.interaction i on i.brand = :brand and i.interaction_id = n.interaction_id
cross join lateral (select greatest(i.occurred_at, i.edited_at) as acted_at) d
where n.action is not null
  and not exists (
      select from core.action p
      where p.brand = :brand and p.interaction_id = n.interaction_id and not p.is_automatic and p.acted_at <= d.acted_at
  )
on conflict (brand, interaction_id) where is_automatic do update
set action = excluded.action, snoozed_until = excluded.snoozed_until, acted_by = excluded.acted_by
