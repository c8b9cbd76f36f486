-- Purpose: the newest messages that nobody ruled on: what a brand's layer is to leave as it is.
-- Grain and key: interaction. Inputs: core.interaction, core.tier_in_force; parameters brand, most.
select i.interaction_id
from core.interaction i
where i.brand = :brand and i.direction = 'inbound' and i.is_message and i.deleted_at is null and i.text ~ '\S'
  and not exists (
      select from core.tier_in_force f
      where f.brand = :brand and f.interaction_id = i.interaction_id and f.is_human
  )
order by i.interaction_id desc
limit :most
