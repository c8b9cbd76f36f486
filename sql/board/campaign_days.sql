-- Purpose: what came in on the days of a campaign and on as many days before it, the same weekdays, for all of the brand:
-- the day d stands beside d - shift.
-- Grain: one row a day of the campaign up to the moment's last whole day. Units: inbound items; null: not held by marts,
-- or not known (not all of the day was collected).
-- Inputs: marts.metric_daily (volume); parameters brand, first_day, last_day, shift (days, a multiple of 7).
select d.day::date as day, n.value::bigint as during, b.value::bigint as before
from generate_series(cast(:first_day as timestamp), cast(:last_day as timestamp), interval '1 day') d (day)
left join marts.metric_daily n
    on n.brand = :brand and n.metric = 'volume' and n.dimension = 'all' and n.day = d.day::date
left join marts.metric_daily b
    on b.brand = :brand and b.metric = 'volume' and b.dimension = 'all' and b.day = d.day::date - cast(:shift as int)
order by d.day
