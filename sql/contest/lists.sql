-- Purpose: the lists put down for a contest (for all of the brand's when none is named), oldest first.
-- Grain and key: list_id. Inputs: ops.contest_list; parameters brand, contest (null: all), as_of.
select list_id, contest, opens_at, closes_at, as_of, entrants, digest, listed_by, listed_at
from ops.contest_list
where brand = :brand and contest = coalesce(:contest, contest) and listed_at <= :as_of
order by list_id
