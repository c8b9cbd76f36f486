-- Purpose: remember what a review proposed, unless something stands for its week already: readers have that.
-- Grain and key: (brand, week, place). Inputs: parameters brand, week, proposed_at, and an array for each column.
insert into ops.proposal
    (brand, week, place, rule, what, evidence, metric, dimension, dimension_value, aim, numerator, denominator, proposed_at)
select :brand, :week, v.place, v.rule, v.what, v.evidence, v.metric, v.dimension, v.dimension_value, v.aim,
       v.numerator, v.denominator, :proposed_at
from unnest(
    cast(:rules as text[]), cast(:whats as text[]), cast(:evidences as text[]), cast(:metrics as text[]),
    cast(:dimensions as text[]), cast(:dimension_values as text[]), cast(:aims as text[]),
    cast(:numerators as bigint[]), cast(:denominators as bigint[])
) with ordinality v (rule, what, evidence, metric, dimension, dimension_value, aim, numerator, denominator, place)
where not exists (select from ops.proposal p where p.brand = :brand and p.week = :week)
on conflict do nothing
