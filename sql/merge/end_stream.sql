-- Purpose: make room for the next stream of the same merge.
drop table post_change, interaction_change
