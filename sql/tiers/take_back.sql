-- Purpose: what a rule put aside comes back when the brand has that rule no longer, or it puts nothing aside any more,
-- also where a person has ruled on the tier (that is not assigned again). Grain: one row an interaction.
-- Parameters: brand, acted_by (of the rules that put aside).
delete from core.action
where brand = :brand and is_automatic and acted_by <> all(cast(:acted_by as text[]))
