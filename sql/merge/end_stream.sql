-- Purpose: make room for the next stream of the same merge.
drop table profile_change, post_change, interaction_change
