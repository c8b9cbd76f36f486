-- Purpose: how long inbound T1 and T2 of the 28 days up to the window's end wait for the first answer.
-- Grain: one row a day, clock (wall; office) and measure (km_median, km_p90, naive_median).
-- Key: (brand, day, metric, dimension, dimension_value, measure)
-- Inputs: core.counted_interaction, core.answer_span, core.office_seconds
-- Unit: seconds. Kaplan-Meier (1958): the least t with S(t) <= 0.5 (p90: 0.1), those still open censored at the
-- window's end; null: not reached, no case, or office hours not known. Naive: of the answered ones only.
-- Metrics: first_reply_time
-- Table: distribution
-- Windows: day
-- Reach: 0..27
-- Needs: messages, replies of -27..0, tracked from 0
-- Version: 1
with windows as (
    select w.*, core.office_seconds(:brand, w.ends_at) as ends_office
    from core.metric_window(:zone, :grain, :first_day, :last_day, :as_of) w
),

inbound as materialized (
    select i.interaction_id, i.occurred_at, i.void_at, (i.occurred_at at time zone :zone)::date as arrived_on,
           core.office_seconds(:brand, i.occurred_at) as occurred_office
    from core.counted_interaction(:brand) i
    where i.direction = 'inbound' and i.tier in ('T1', 'T2')
      and i.occurred_at >= (select min(day) - interval '27 days' from windows) at time zone :zone
      and i.occurred_at <= (select max(at) from windows)
),

answers as materialized (
    select i.interaction_id, s.answered_at, s.until_at, core.office_seconds(:brand, s.answered_at) as answered_office
    from inbound i
    cross join lateral core.answer_span(:brand, i.interaction_id) s
),

cases as materialized (
    select w.day, i.interaction_id, count(a.answered_at) > 0 as is_answered,
           extract(epoch from greatest(coalesce(min(a.answered_at), w.ends_at) - i.occurred_at, '0'))::float8 as wall,
           case when count(a.answered_at) > 0 then min(a.answered_office) else w.ends_office end - i.occurred_office as office
    from inbound i
    cross join generate_series(0, 27) as later
    join windows w on w.day = i.arrived_on + later and i.occurred_at <= w.at and i.void_at > w.at
    left join answers a
        on a.interaction_id = i.interaction_id and a.answered_at <= w.at and w.at < a.until_at
    group by w.day, i.interaction_id, i.occurred_at, i.occurred_office, w.ends_at, w.ends_office
),

timed as (
    select c.day, g.clock, g.seconds, c.is_answered,
           row_number() over (partition by c.day, g.clock order by g.seconds desc, c.is_answered) as at_risk
    from cases c
    cross join lateral (values ('wall', c.wall), ('office', case when c.office < 0 then 0 else c.office end)) g (clock, seconds)
),

-- answers of one moment are taken one by one: (n-1)/n * (n-2)/(n-1) = (n-2)/n
survival as (
    select *, exp(sum(
               case when not is_answered then 0 when at_risk = 1 then '-infinity' else ln(1 - 1 / at_risk::float8) end
           ) over (partition by day, clock order by seconds)) as still_waiting
    from timed
),

-- 1e-9: the sum of logarithms may end a hair above a product that is 0.5 exactly
measured as (
    select day, clock, count(*) as n, count(*) filter (where not is_answered) as censored,
           bool_or(seconds is null) as is_unknown,
           min(seconds) filter (where still_waiting <= 0.5 + 1e-9) as km_median,
           min(seconds) filter (where still_waiting <= 0.1 + 1e-9) as km_p90,
           percentile_cont(0.5) within group (order by seconds) filter (where is_answered) as naive_median
    from survival
    group by day, clock
)

select w.day, 'first_reply_time' as metric, 'clock' as dimension, g.clock as dimension_value, m.measure,
       coalesce(m.n, 0) as n, coalesce(m.censored, 0) as censored, case when not s.is_unknown then m.value end as value
from windows w
cross join (values ('wall'), ('office')) g (clock)
left join measured s on s.day = w.day and s.clock = g.clock
cross join lateral (
    values ('km_median', s.n, s.censored, s.km_median), ('km_p90', s.n, s.censored, s.km_p90),
           ('naive_median', s.n - s.censored, 0, s.naive_median)
) m (measure, n, censored, value)
