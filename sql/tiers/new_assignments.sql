-- Purpose: room for one part of new assignments, empty; gone when the transaction ends.
-- From rules on: what the brand's rules made of it; null where none fired.
create temporary table if not exists new_assignment (
    interaction_id bigint, tier text, confidence real, flags text[], sentiment real, reasons text[], text_hash bytea,
    t1_chance real, rules text[], engine_tier text, labels text[], assignee text, action text,
    snoozed_until timestamptz, acted_by text
) on commit drop;
truncate new_assignment
