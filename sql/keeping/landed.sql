-- Purpose: windows of an account whose landed pages are older than a moment and are not needed any more; these pages
-- are named no longer. Grain: one row a window. Inputs: ops.load_window; parameters brand, account, before.
with old as (
    select load_id, landing_ref
    from ops.load_window
    where brand = :brand and account = :account and updated_at < :before and landing_ref is not null
      and state in ('merged', 'failed', 'unavailable')
)
update ops.load_window w
set landing_ref = null
from old
where w.load_id = old.load_id
returning old.landing_ref
