-- Purpose: who was heard, how replies sounded and the minutes, by week, as the marts hold them.
-- Grain and key: (week, metric, dimension_value). Units: docs/metrics.md. Inputs: marts.metric_period; parameters brand,
-- first_week, last_week (Mondays).
select period_start as week, metric, dimension_value, numerator, denominator, value, why_unknown
from marts.metric_period
where brand = :brand and period = 'week' and period_start between :first_week and :last_week
  and metric in ('equity_coverage', 'equity_people', 'authenticity', 'distinctness', 'reply_warnings', 'minutes_planned',
                 'minutes_budgeted')
order by period_start, metric, dimension_value
