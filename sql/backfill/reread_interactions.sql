-- Purpose: within a merge of pages that are read again: what a later page of the same stream said stands, and another
-- word from the same page is a mended reading and no edit.
-- Grain: one row an interaction. Inputs: interaction_change (temporary), core.interaction; parameter brand.
-- References are brand/account/stream/window/load/try#page; that a row is of another page of its stream means that page
-- brought something newer: a row keeps the reference of the page that last changed it.
update interaction_change c
set outcome = case when i.payload_ref <> c.payload_ref
                        and split_part(i.payload_ref, '/', 2) = split_part(c.payload_ref, '/', 2)
                        and split_part(i.payload_ref, '/', 3) = split_part(c.payload_ref, '/', 3)
                   then 'unchanged' else c.outcome end,
    old_text = c.text
from core.interaction i
where i.brand = :brand and i.interaction_id = c.interaction_id and c.outcome = 'changed'
