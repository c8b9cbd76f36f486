-- Purpose: the work of answering: replies sent, those outside office hours, and estimated minutes against the budget.
-- Grain: one row a day for each of three metrics.
-- Key: (brand, day, metric, dimension, dimension_value)
-- Inputs: marts.counted, core.interaction, core.office_span, core.budget_on; parameters reading_minutes,
-- characters_per_minute, budget_minutes (where no budget was kept)
-- Unit: replies; share, 0 to 1, of replies; share of the daily budget. Minutes are an estimate: reading_minutes a reply
-- and its characters at characters_per_minute. Null: office hours are not laid out that far, or no budget is known.
-- Metrics: replies_sent, replies_outside_hours, reply_minutes_estimated
-- Table: metric
-- Windows: day
-- Reach: 0..0
-- Needs: replies of 0..0
-- Version: 2
with windows as (
    select * from core.metric_window(:zone, :grain, :first_day, :last_day, :as_of)
),

laid_out as (
    select min(opens_at) as from_at, max(closes_at) as until_at from core.office_span where brand = :brand
),

replies as (
    select w.day, case when e.edited_at > w.at then e.first_text else e.text end as text, o.from_at is not null as is_known,
           coalesce((
               select s.closes_at from core.office_span s
               where s.brand = :brand and s.opens_at <= i.occurred_at order by s.opens_at desc limit 1
           ) <= i.occurred_at, true) as is_outside
    from marts.counted(:brand, :zone) i
    join windows w on w.day = i.on_day and i.occurred_at <= w.at and i.void_at > w.at
    join core.interaction e on e.brand = :brand and e.interaction_id = i.interaction_id
    left join laid_out o on i.occurred_at >= o.from_at and i.occurred_at < o.until_at
    where i.direction = 'outbound' and i.is_message and i.kind <> 'post'
      and i.occurred_at >= (select min(starts_at) from windows) and i.occurred_at <= (select max(at) from windows)
),

counted as (
    select w.day, coalesce(core.budget_on(:brand, w.day), cast(:budget_minutes as numeric)) as budget, count(r.day) as replies,
           case when bool_and(r.is_known) is not false then count(*) filter (where r.is_outside) end as outside,
           coalesce(sum(
               cast(:reading_minutes as numeric)
               + length(coalesce(r.text, ''))::numeric / cast(:characters_per_minute as numeric)
           ) filter (where r.day is not null), 0) as minutes
    from windows w
    left join replies r on r.day = w.day
    group by w.day
)

select c.day, g.metric, 'all' as dimension, 'all' as dimension_value, g.numerator, g.denominator, g.value
from counted c
cross join lateral (
    values ('replies_sent', c.replies, null, c.replies::double precision),
           ('replies_outside_hours', c.outside, c.replies, c.outside::double precision / nullif(c.replies, 0)),
           ('reply_minutes_estimated', c.minutes, c.budget, c.minutes / nullif(c.budget, 0))
) g (metric, numerator, denominator, value)
