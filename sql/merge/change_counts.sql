-- Purpose: how many rows of each load were new, changed or unchanged, and how many had an unknown parent.
-- Grain: one row a (load, outcome). Inputs: post_change, interaction_change (temporary); parameters brand.
insert into change_count (load_id, outcome, n)
select load_id, outcome, count(*) from post_change group by 1, 2
union all
select load_id, outcome, count(*) from interaction_change group by 1, 2
union all
select c.load_id, 'orphan', count(*)
from interaction_change c
where c.parent_native_id is not null and c.thread_key = c.native_id
  and not exists (
      select from core.interaction p
      where p.brand = :brand and p.platform = c.platform and p.native_id = c.parent_native_id)
group by 1
