-- Purpose: keeps a draw; the same seed and number of winners from the same list is the same draw, kept once.
-- Grain: one row a draw. Inputs: ops.contest_draw; parameters brand, list_id, seed, source, winners, drawn, by, now.
insert into ops.contest_draw (brand, list_id, seed, seed_source, winners, drawn, drawn_by, drawn_at)
values (:brand, :list_id, :seed, :source, :winners, cast(:drawn as text[]), :by, :now)
on conflict (brand, list_id, seed, winners) do nothing
