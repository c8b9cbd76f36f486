-- Purpose: how much of the audience speaks: distinct members with inbound in the window by the audience at its start,
-- or by the reach the platform reports for it. Only members of accounts whose base is known stand over that base.
-- Grain: one row a window and base (followers; reach).
-- Key: (brand, day or period, metric, dimension, dimension_value)
-- Inputs: core.counted_interaction, core.followers_at, core.audience_snapshot
-- Unit: share of members; null without a base (the numerator is then all members who spoke).
-- Metrics: response_rate
-- Table: metric
-- Windows: day, week, month
-- Reach: 0..9
-- Needs: messages, reactions of 0..0
-- Version: 1
with windows as (
    select * from core.metric_window(:zone, :grain, :first_day, :last_day, :as_of)
),

speakers as materialized (
    select distinct w.day, i.account, i.member_id
    from core.counted_interaction(:brand) i
    join windows w
        on w.day = date_trunc(:grain, i.occurred_at at time zone :zone)::date and i.occurred_at <= w.at and i.void_at > w.at
    where i.direction = 'inbound'
      and i.occurred_at >= (select min(starts_at) from windows) and i.occurred_at <= (select max(at) from windows)
),

-- reach is reported as a running count: what it gained in the window
reached as (
    select w.day, a.account, late.reach - early.reach as people
    from windows w
    join core.account a on a.brand = :brand
    cross join lateral (
        select s.reach from core.audience_snapshot s
        where s.brand = :brand and s.account = a.account and s.reach is not null
          and s.captured_at <= w.starts_at and s.captured_at > w.starts_at - interval '8 days'
        order by s.captured_at desc limit 1
    ) early
    cross join lateral (
        select s.reach from core.audience_snapshot s
        where s.brand = :brand and s.account = a.account and s.reach is not null
          and s.captured_at > w.starts_at and s.captured_at <= w.at
          and s.captured_at > w.ends_at - interval '8 days'
        order by s.captured_at desc limit 1
    ) late
    where late.reach > early.reach
),

bases as materialized (
    select w.day, 'followers' as base, f.account, f.followers as people
    from windows w
    cross join lateral core.followers_at(:brand, w.starts_at) f
    where f.followers > 0
    union all
    select day, 'reach', account, people from reached
),

audiences as (
    select day, base, sum(people) as people from bases group by day, base
),

counted as (
    select w.day, g.base, a.people, count(distinct s.member_id) as members
    from windows w
    cross join (values ('followers'), ('reach')) g (base)
    left join audiences a on a.day = w.day and a.base = g.base
    left join speakers s
        on s.day = w.day
       and (a.people is null
            or exists (select from bases b where b.day = w.day and b.base = g.base and b.account = s.account))
    group by w.day, g.base, a.people
)

select day, 'response_rate' as metric, 'base' as dimension, base as dimension_value, members as numerator,
       people as denominator, members::double precision / people as value
from counted
