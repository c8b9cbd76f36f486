-- Purpose: how many interactions still have the tier of an older engine. Grain: one row. Inputs: core.tier_in_force, ops.tier_state;
-- parameter brand.
select count(*)
from core.tier_in_force t
join ops.tier_state s on s.brand = t.brand
where t.brand = :brand and t.engine <> s.engine and not t.is_human
