-- Purpose: how long inbound T1 and T2 of the 28 days up to the window's end wait for the first answer.
-- Grain: one row a day, clock (wall; office) and measure (km_median, km_p90, naive_median).
-- Key: (brand, day, metric, dimension, dimension_value, measure)
-- Inputs: marts.counted, marts.answer_step, marts.office_clock
-- Unit: seconds. Kaplan-Meier (1958): the least t with S(t) <= 0.5 (p90: 0.1), those still open censored at the
-- window's end; null: not reached, no case, or office hours not known. Naive: of the answered ones only.
-- Metrics: first_reply_time
-- Table: distribution
-- Windows: day
-- Reach: 0..27
-- Needs: messages, replies of -27..0, tracked from 0
-- Version: 1
with windows as (
    select w.*, o.seconds as ends_office from core.metric_window(:zone, :grain, :first_day, :last_day, :as_of) w
    left join lateral marts.office_clock(:brand, w.ends_at) o on true
),

inbound as materialized (
    select i.interaction_id, i.occurred_at, i.void_at, i.on_day, o.seconds as occurred_office
    from marts.counted(:brand, :zone) i left join lateral marts.office_clock(:brand, i.occurred_at) o on true
    where i.direction = 'inbound' and i.tier in ('T1', 'T2')
      and i.occurred_at >= (select min(day) - interval '27 days' from windows) at time zone :zone
      and i.occurred_at <= (select max(at) from windows)
),

answers as materialized (
    select i.interaction_id, s.from_at, s.until_at, o.seconds - i.occurred_office as office,
           extract(epoch from greatest(s.answered_at - i.occurred_at, '0'))::float8 as wall
    from inbound i cross join lateral marts.answer_step(:brand, i.interaction_id) s
    left join lateral marts.office_clock(:brand, s.answered_at) o on true
),

cases as (
    select w.day, a.interaction_id is not null as is_answered,
           coalesce(a.wall, extract(epoch from greatest(w.ends_at - i.occurred_at, '0'))::float8) as wall,
           case when a.interaction_id is null then w.ends_office - i.occurred_office else a.office end as office
    from inbound i cross join generate_series(0, 27) as later
    join windows w on w.day = i.on_day + later and i.occurred_at <= w.at and i.void_at > w.at
    left join answers a on a.interaction_id = i.interaction_id and a.from_at <= w.at and w.at < a.until_at
),

timed as (
    select day, false as is_office, wall as seconds, is_answered from cases union all
    select day, true, case when office < 0 then 0 else office end, is_answered from cases
),

ranked as (
    select *, count(*) over of_clock as n, count(*) filter (where is_answered) over of_clock as answered,
           row_number() over in_turn as turn, count(*) filter (where is_answered) over in_turn as place
    from timed
    window of_clock as (partition by day, is_office),
           in_turn as (partition by day, is_office order by seconds, is_answered desc rows unbounded preceding)
),

-- n - turn + 1 are at risk; answers of one moment are taken one by one: (n-1)/n * (n-2)/(n-1) = (n-2)/n
survival as (
    select *, exp(sum(
               case when not is_answered then 0 when turn = n then '-infinity' else ln(1 - 1 / (n - turn + 1)::float8) end
           ) over (partition by day, is_office order by seconds, is_answered desc rows unbounded preceding)) as still_waiting
    from ranked
),

-- 1e-9: the sum of logarithms may end a hair above a product that is 0.5 exactly
measured as (
    select day, is_office, n, n - answered as censored, bool_or(seconds is null) as is_unknown,
           min(seconds) filter (where still_waiting <= 0.5 + 1e-9) as km_median,
           min(seconds) filter (where still_waiting <= 0.1 + 1e-9) as km_p90,
           -- the middle one of the answered, or the mean of the two
           avg(seconds) filter (where is_answered and place in ((answered + 1) / 2, (answered + 2) / 2)) as naive_median
    from survival group by day, is_office, n, answered
)

select w.day, 'first_reply_time' as metric, 'clock' as dimension, g.clock as dimension_value, m.measure,
       coalesce(m.n, 0) as n, coalesce(m.censored, 0) as censored, case when not s.is_unknown then m.value end as value
from windows w cross join (values ('wall', false), ('office', true)) g (clock, is_office)
left join measured s on s.day = w.day and s.is_office = g.is_office
cross join lateral (
    values ('km_median', s.n, s.censored, s.km_median), ('km_p90', s.n, s.censored, s.km_p90),
           ('naive_median', s.n - s.censored, 0, s.naive_median)
) m (measure, n, censored, value)
