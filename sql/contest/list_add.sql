-- Purpose: puts down the list of those who take part in a draw. Grain: one row a list; returns its id.
-- Inputs: ops.contest_list; parameters brand, contest, opens_at, closes_at, rules (JSON), as_of, entrants, digest, by, now.
insert into ops.contest_list
    (brand, contest, opens_at, closes_at, rules, as_of, entrants, digest, listed_by, listed_at)
values (:brand, :contest, :opens_at, :closes_at, cast(:rules as jsonb), :as_of, cast(:entrants as text[]), :digest,
        :by, :now)
returning list_id
