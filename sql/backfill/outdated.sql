-- Purpose: how many interactions still have the tier of an older engine. Grain: one row. Inputs: core.tier_in_force, ops.tier_state,
-- core.interaction; parameter brand. Those without words are none: no engine can read them.
select count(*)
from core.tier_in_force t
join ops.tier_state s on s.brand = t.brand
where t.brand = :brand and t.engine <> s.engine and not t.is_human
  and not exists (
      select from core.interaction i
      where i.brand = :brand and i.interaction_id = t.interaction_id and i.words_dropped_at is not null)
