-- Purpose: how many interactions this merge inserted or changed. Grain: one row. Inputs: batch_interaction (temporary).
select count(*) from batch_interaction
