-- Purpose: a follow is named by who follows and by whom is followed: two accounts of a brand have each their own.

-- As connectors name them since: Mastodon's by the account's local id, which the profile of the account's handle on the
-- same server has. Where no profile of that handle is known the old name stays: told again, such a follow is a new one.
with old as (
    select i.brand, i.interaction_id, split_part(i.native_id, '/', 1) as host,
           lower(split_part(regexp_replace(a.handle, '^@', ''), '@', 1)) as handle
    from core.interaction i
    join core.account a on a.brand = i.brand and a.account = i.account
    where i.platform = 'mastodon' and i.kind = 'follow' and i.native_id ~ '^[^/]+/follow/[^/]+$'
),
named as (
    select distinct on (o.brand, o.interaction_id) o.brand, o.interaction_id, split_part(p.native_id, '/', 2) as me
    from old o
    join core.profile p
        on p.brand = o.brand and p.platform = 'mastodon' and lower(p.handle) = o.handle
       and split_part(p.native_id, '/', 1) = o.host
    order by o.brand, o.interaction_id, p.is_own desc, p.described_at desc nulls last
)
update core.interaction i
set native_id = i.native_id || '/' || n.me,
    thread_key = case when i.thread_key = i.native_id then i.native_id || '/' || n.me else i.thread_key end
from named n
where i.brand = n.brand and i.interaction_id = n.interaction_id;

-- Those of files by the account's handle, as configured.
update core.interaction i
set native_id = i.native_id || '/' || regexp_replace(a.handle, '^@', ''),
    thread_key = case when i.thread_key = i.native_id
                      then i.native_id || '/' || regexp_replace(a.handle, '^@', '') else i.thread_key end
from core.account a
where a.brand = i.brand and a.account = i.account and a.platform = 'export'
  and i.kind = 'follow' and i.native_id like 'follow/%';
