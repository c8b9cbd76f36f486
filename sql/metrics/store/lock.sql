-- Purpose: one recompute of a brand's marts at a time, to the end of the transaction. Inputs: parameter brand.
select pg_advisory_xact_lock(hashtextextended('marts:' || :brand, 0))
