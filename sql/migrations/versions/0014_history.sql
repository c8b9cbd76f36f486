-- Purpose: what the board reads of people's whole history is read off an index alone.

-- Takes the place of one without the direction: how often somebody came, and since when, is counted for everybody
-- who waits for an answer, and what they once wrote lies all over the table.
create index interaction_of_author on core.interaction (brand, author_profile_id, occurred_at) include (direction);
drop index core.interaction_brand_author_profile_id_occurred_at_idx;
