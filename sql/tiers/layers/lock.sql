-- Purpose: one change of a brand's layers at a time, to the end of the transaction. Inputs: parameter brand.
select pg_advisory_xact_lock(hashtextextended('tier_layer:' || :brand, 0))
