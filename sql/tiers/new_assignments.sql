-- Purpose: room for one piece of new assignments, emptied when the transaction ends.
create temporary table new_assignment (
    interaction_id bigint, tier text, confidence real, flags text[], sentiment real, reasons text[], text_hash bytea
) on commit drop
