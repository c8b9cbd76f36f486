-- Purpose: remember what a review proposed. Key: (brand, week, place); what was proposed for the week before stays.
insert into ops.proposal
    (brand, week, place, rule, what, evidence, metric, dimension, dimension_value, aim, numerator, denominator, proposed_at)
values (:brand, :week, :place, :rule, :what, :evidence, :metric, :dimension, :dimension_value, :aim, :numerator,
        :denominator, :proposed_at)
on conflict do nothing
