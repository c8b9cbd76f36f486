-- Purpose: what is counted by month, of months that are over, for the full page.
-- Grain and key: (month: its first day, metric). Units: docs/metrics.md. Inputs: marts.metric_period; parameters brand,
-- first_month, last_month, metrics.
select period_start as month, metric, numerator, denominator, value, why_unknown
from marts.metric_period
where brand = :brand and period = 'month' and period_start between :first_month and :last_month
  and metric = any(:metrics) and dimension = 'all'
order by period_start, metric
