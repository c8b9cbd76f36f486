-- Purpose: what the board reads of a long history at once.
select 1;
