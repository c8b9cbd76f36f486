-- Purpose: this merge's own notes: what it changed, linked and found answered anew, and further moments it touched.
create temporary table batch_interaction (interaction_id bigint primary key) on commit drop;
create temporary table linked_interaction (interaction_id bigint primary key) on commit drop;
create temporary table answered_anew (interaction_id bigint primary key) on commit drop;
create temporary table touched_moment (at timestamptz) on commit drop;
create temporary table new_followers (profile_id bigint, seen_at timestamptz) on commit drop;
create temporary table change_count (load_id bigint, outcome text, n bigint) on commit drop
