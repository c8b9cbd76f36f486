-- Purpose: how much is in the warehouse by now, for a progress line. Grain: one row. Inputs: ops.load_window;
-- parameters brand.
select (select count(*) from ops.load_window where brand = :brand and state = 'merged') as windows,
       (select coalesce(sum(inserted), 0) from ops.load_window where brand = :brand) as inserted
