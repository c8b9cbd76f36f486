-- Purpose: the frameworks of drafts offered to members before, the oldest first.
-- Grain: an offer. Inputs: ops.draft_offer; parameters brand, member_ids, since, as_of.
select member_id, framework
from ops.draft_offer
where brand = :brand and member_id = any(:member_ids) and offered_at >= :since and offered_at < :as_of
order by offered_at, interaction_id
