-- Purpose: how far a brand's office hours are laid out, and from when on it takes them to tell the office time of its
-- interactions: from a month before the first, for that may have come on a morning, a weekend or a holiday.
-- Grain: one row. Inputs: core.office_span, core.interaction; parameters brand.
select least(min(s.opens_at),
             (select min(i.occurred_at) - interval '31 days' from core.interaction i where i.brand = :brand)) as first_at,
       max(s.closes_at) as last_at
from core.office_span s
where s.brand = :brand
