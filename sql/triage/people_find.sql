-- Purpose: the people that a name may mean: the platform's own id or the handle, with or without its @; case does not matter in it.
-- Grain and key: profile_id. Inputs: core.profile; parameters brand, platform, name. The brand's own accounts are nobody's.
select profile_id, member_id, coalesce(display_name, handle, native_id) as shown
from core.profile
where brand = :brand and platform = :platform and not is_own
  and (native_id = :name or ltrim(lower(handle), '@') = ltrim(lower(:name), '@'))
order by profile_id
