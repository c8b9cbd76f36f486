-- Purpose: who wrote some messages, and where they stand. Grain: one message.
-- Inputs: core.interaction, core.profile_as_of; parameters brand, ids, as_of.
select i.interaction_id, w.name as member_name, w.handle as member_handle, i.platform, i.permalink, i.occurred_at
from core.interaction i
cross join lateral core.profile_as_of(:brand, i.author_profile_id, :as_of) w
where i.brand = :brand and i.interaction_id = any(:ids)
