-- Purpose: remember that a framework was offered for an item. Key: (interaction, offered_at); again changes nothing.
insert into ops.draft_offer (brand, interaction_id, member_id, framework, flow, offered_at)
values (:brand, :interaction_id, :member_id, :framework, :flow, :offered_at)
on conflict do nothing
