-- Purpose: all replies of a brand wait for the check when it is another than the one they were last looked at with.
-- Grain: one row a reply. Inputs: ops.reply_check_state, core.interaction; parameters brand, version.
with renewed as (
    insert into ops.reply_check_state as s (brand, version) values (:brand, :version)
    on conflict (brand) do update set version = excluded.version where s.version <> excluded.version
    returning brand
)
insert into ops.unchecked_reply (brand, occurred_at, interaction_id)
select i.brand, i.occurred_at, i.interaction_id
from renewed r
join core.interaction i on i.brand = r.brand
where i.direction = 'outbound' and i.is_message and i.kind <> 'post'
on conflict do nothing
