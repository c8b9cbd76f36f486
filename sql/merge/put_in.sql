-- Purpose: how many rows this transaction has put into a table so far. Grain: one row. Inputs: the server's statistics of the
-- transaction; parameter table.
select pg_stat_get_xact_tuples_inserted(cast(:table as regclass))
