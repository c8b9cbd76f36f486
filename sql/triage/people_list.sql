-- Purpose: the merges of profiles that are in force, the newest first. Grain and key: merge_id. Inputs: core.member_merge, core.profile;
-- parameter brand. names: everybody who is one member by now.
select m.merge_id, m.merged_at, m.merged_by,
       array(select p.platform || ':' || coalesce(p.handle, p.native_id)
             from core.profile p where p.brand = :brand and p.profile_id = any(m.profile_ids)
             order by p.profile_id) as moved,
       array(select p.platform || ':' || coalesce(p.handle, p.native_id)
             from core.profile p
             where p.brand = :brand and p.profile_id <> all(m.profile_ids)
               and p.member_id in (select q.member_id from core.profile q where q.brand = :brand and q.profile_id = any(m.profile_ids))
             order by p.profile_id) as joined
from core.member_merge m
where m.brand = :brand and m.undone_at is null
order by m.merge_id desc
