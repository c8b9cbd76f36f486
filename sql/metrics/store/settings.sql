-- Purpose: how the models are planned, to the end of the transaction: compiling takes longer than they run, and what does not
-- fit into the usual 4 MB is sorted on disk. Inputs: none.
set local jit = off;
set local work_mem = '64MB'
