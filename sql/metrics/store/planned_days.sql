-- Purpose: days whose midday block was kept since the marts were last computed (ten minutes' grace, for a digest that was being
-- composed). Grain: one row a day. Inputs: core.block_plan; parameters brand, seen_at (null: never).
select day from core.block_plan
where brand = :brand and kept_at > coalesce(cast(:seen_at as timestamptz) - interval '10 minutes', '-infinity')
