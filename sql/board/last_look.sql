-- Purpose: the last look before a digest's moment: when the one before it looked.
-- Grain: one row. Inputs: ops.run; parameters brand, as_of, flows, earliest. Null when nobody looked since then.
select max(r.as_of) as looked_at
from ops.run r
where r.brand = :brand and r.flow = any(:flows) and r.state = 'completed'
  and r.as_of < :as_of and r.as_of >= :earliest
