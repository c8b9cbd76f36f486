-- Purpose: the windows of this merge are done, with what came of their rows.
-- Grain: one row a load. Inputs: change_count (temporary: load_id, outcome, n); parameters brand, load_ids, now.
with counts as (
    select load_id,
           sum(n) filter (where outcome = 'inserted') as inserted,
           sum(n) filter (where outcome = 'changed') as changed,
           sum(n) filter (where outcome = 'unchanged') as unchanged,
           sum(n) filter (where outcome = 'orphan') as orphans
    from change_count
    group by load_id
)
update ops.load_window w
set state = 'merged', reason = null, updated_at = :now,
    inserted = coalesce(c.inserted, 0), changed = coalesce(c.changed, 0),
    unchanged = coalesce(c.unchanged, 0), orphans = coalesce(c.orphans, 0)
from ops.load_window l
left join counts c using (load_id)
where w.load_id = l.load_id and w.brand = :brand and w.load_id = any(:load_ids) and w.state = 'landed'
returning w.load_id, w.inserted, w.changed, w.unchanged, w.orphans
