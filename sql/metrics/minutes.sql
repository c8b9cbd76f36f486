-- Purpose: the minutes of answering that were planned (midday blocks) and that the brand gives (budget).
-- Grain: one row a window for each of two metrics.
-- Key: (brand, day or period, metric, dimension, dimension_value)
-- Inputs: core.block_plan, core.budget_on, core.office_span; parameter budget_minutes (where no budget was kept)
-- Unit: minutes. Planned, null: no block was planned. Budgeted: on days on which the office opens; null: the budget is not
-- known, or office hours are not laid out. What a week gives at most is the brand's weekly_minutes, not in here.
-- Metrics: minutes_planned, minutes_budgeted
-- Table: metric
-- Windows: day, week, month
-- Reach: 0..0
-- Version: 1
with windows as (
    select * from core.metric_window(:zone, :grain, :first_day, :last_day, :as_of)
),

-- days that have begun: a week that is not over has been given what its days so far were
days as (
    select w.day, w.at, d::date as on_day, d at time zone :zone as begins_at, (d + interval '1 day') at time zone :zone as ends_at
    from windows w
    cross join lateral generate_series(w.day::timestamp, w.last_day::timestamp, interval '1 day') d
    where d at time zone :zone <= w.at
),

laid_out as (
    select min(opens_at) as from_at, max(closes_at) as until_at from core.office_span where brand = :brand
),

given as (
    select d.day, d.at, d.on_day,
           case when d.ends_at > o.from_at and d.begins_at < o.until_at then
               coalesce(core.budget_on(:brand, d.on_day), cast(:budget_minutes as numeric)) * exists (
                   select from core.office_span s
                   where s.brand = :brand and s.opens_at >= d.begins_at and s.opens_at < d.ends_at
               )::int
           end as budgeted
    from days d
    cross join laid_out o
),

counted as (
    select g.day, sum(p.planned_minutes) as planned,
           case when bool_and(g.budgeted is not null) then sum(g.budgeted) end as budgeted
    from given g
    left join core.block_plan p on p.brand = :brand and p.day = g.on_day and p.planned_at <= g.at
    group by g.day
)

select c.day, m.metric, 'all' as dimension, 'all' as dimension_value, m.minutes as numerator, null::numeric as denominator,
       m.minutes::double precision as value
from counted c
cross join lateral (values ('minutes_planned', c.planned), ('minutes_budgeted', c.budgeted)) m (metric, minutes)
