-- Purpose: the draws of a contest (of all of the brand's when none is named), oldest first.
-- Grain and key: draw_id. Inputs: ops.contest_draw, ops.contest_list; parameters brand, contest (null: all), as_of.
select d.draw_id, d.list_id, l.contest, l.digest, d.seed, d.seed_source, d.winners, d.drawn, d.drawn_by, d.drawn_at
from ops.contest_draw d
join ops.contest_list l on l.brand = d.brand and l.list_id = d.list_id
where d.brand = :brand and l.contest = coalesce(:contest, l.contest) and d.drawn_at <= :as_of
order by d.draw_id
