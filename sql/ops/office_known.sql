-- Purpose: how far a brand's office hours are laid out, and since when it has interactions.
-- Grain: one row. Inputs: core.office_span, core.interaction; parameters brand.
select least(min(s.opens_at),
             (select min(i.occurred_at) from core.interaction i where i.brand = :brand)) as first_at,
       max(s.closes_at) as last_at
from core.office_span s
where s.brand = :brand
