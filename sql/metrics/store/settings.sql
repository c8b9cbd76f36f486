-- Purpose: how the models are planned, to the end of the transaction: compiling takes longer than they run, and what does not
-- fit into the usual 4 MB is sorted on disk; and past eight tables in a join PostgreSQL no longer looks for its order: what a
-- model looks up by few keys would be read whole first. Inputs: none.
set local jit = off;
set local work_mem = '64MB';
set local from_collapse_limit = 16;
set local join_collapse_limit = 16;
set local geqo = off
