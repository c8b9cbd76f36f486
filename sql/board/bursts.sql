-- Purpose: the days of a span that were bursts (metrics/burst.sql), with what came in and what is usual.
-- Grain and key: day. Unit: inbound items. Inputs: marts.metric_daily; parameters brand, first_day, last_day.
select day, numerator::bigint as items, denominator::double precision as usual
from marts.metric_daily
where brand = :brand and metric = 'burst' and value = 1 and day between :first_day and :last_day
order by day
