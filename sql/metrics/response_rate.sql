-- Purpose: how much of the audience speaks: distinct members with inbound in the window by the audience at its start,
-- or by the reach the platform reports for it. Only members of accounts whose base is known stand over that base.
-- Grain: one row a window and base (followers; reach).
-- Key: (brand, day or period, metric, dimension, dimension_value)
-- Inputs: marts.counted, core.followers_at, core.audience_snapshot
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
    from marts.counted(:brand, :zone) i
    join windows w on w.day = date_trunc(:grain, i.local_at)::date and i.occurred_at <= w.at and i.void_at > w.at
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

-- members, each once: of the accounts whose base is known, and (no base) of all
members as (
    select day, base, count(*) as members
    from (
        select s.day, b.base, s.member_id from speakers s join bases b on b.day = s.day and b.account = s.account
        union
        select day, '', member_id from speakers
    ) m
    group by day, base
),

counted as (
    select w.day, g.base, a.people, coalesce(m.members, 0) as members
    from windows w
    cross join (values ('followers'), ('reach')) g (base)
    left join (select day, base, sum(people) as people from bases group by 1, 2) a on a.day = w.day and a.base = g.base
    left join members m on m.day = w.day and m.base = case when a.people is null then '' else g.base end
)

select day, 'response_rate' as metric, 'base' as dimension, base as dimension_value, members as numerator,
       people as denominator, members::double precision / people as value
from counted
