-- Purpose: what the review of a week proposed, up to a moment.
-- Grain and key: place (1 to 3). Inputs: ops.proposal; parameters brand, week (its Monday), as_of.
select place, rule, what, evidence, metric, dimension, dimension_value, aim, numerator, denominator
from ops.proposal
where brand = :brand and week = :week and proposed_at <= :as_of
order by place
