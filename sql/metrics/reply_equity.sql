-- Purpose: whether everybody is heard: coverage of newcomers by that of the others, and of small accounts by that of
-- larger ones; the coverages themselves (equity_coverage), and what these vary by from person to person (equity_people).
-- Grain: one row a window and group (newcomers, others, small, larger; reply_equity: newcomers, small).
-- Key: (brand, day or period, metric, dimension, dimension_value)
-- Inputs: core.counted_interaction, core.covered_at, core.is_newcomers, marts.newcomer_until, marts.profile_day
-- Unit: ratio of two shares, 1 = equal; null: one has no case, or nobody of the others was answered. equity_coverage: share.
-- equity_people: the sum over people of (answered - share * items)^2, by people (the ratio estimator's, Cochran 1977, 6.4).
-- A newcomer's item is among the first three of its member. Small: up to the lowest quartile of the followers (last day heard)
-- of those heard in the window on the same platform whose followers are known.
-- Metrics: reply_equity, equity_coverage, equity_people
-- Table: metric
-- Windows: day, week, month
-- Reach: 0..0, and the later days on which a member of a touched day was still a newcomer
-- Anchors: newcomers
-- Needs: messages, reactions, replies of 0..0
-- Version: 2
with windows as (
    select * from core.metric_window(:zone, :grain, :first_day, :last_day, :as_of)
),

inbound as materialized (
    select w.day, w.at, i.interaction_id, i.tier, i.profile_id, i.member_id, i.occurred_at,
           (i.occurred_at at time zone :zone)::date as on_day
    from core.counted_interaction(:brand) i
    join windows w on w.day = date_trunc(:grain, i.occurred_at at time zone :zone)::date and i.occurred_at <= w.at
    where i.void_at > w.at and i.direction = 'inbound' and i.tier is not null
      and i.occurred_at >= (select min(starts_at) from windows) and i.occurred_at <= (select max(at) from windows)
),

members as materialized (
    select member_id, marts.newcomer_until(:brand, member_id) as newcomer_until from (select distinct member_id from inbound) m
),

heard as materialized (
    select distinct on (w.day, d.profile_id) w.day, d.profile_id, p.platform, d.followers
    from windows w
    join marts.profile_day d
        on d.brand = :brand and d.day between w.day and w.last_day and d.active_until > w.at and d.followers is not null
    join core.profile p on p.brand = :brand and p.profile_id = d.profile_id
    where d.day >= (select min(day) from windows) and d.day <= (select max(last_day) from windows)
    order by w.day, d.profile_id, d.day desc
),

sized as materialized (
    select h.day, h.profile_id, h.followers <= q.quartile as is_small
    from heard h
    join (select day, platform, percentile_disc(0.25) within group (order by followers) as quartile from heard group by 1, 2) q
        on q.day = h.day and q.platform = h.platform
),

cases as materialized (
    select i.day, i.member_id, s.is_small, v.is_covered, i.on_day <= coalesce(m.newcomer_until, 'infinity')
               and core.is_newcomers(:brand, i.member_id, i.interaction_id, i.occurred_at, i.at) as is_newcomer
    from inbound i join members m on m.member_id = i.member_id cross join lateral core.covered_at(:brand, i.interaction_id, i.tier, i.at) v
    left join sized s on s.day = i.day and s.profile_id = i.profile_id
),

people as (
    select w.day, g.name, count(*) filter (where c.is_covered)::numeric as covered, count(c.is_covered)::numeric as items
    from windows w cross join (values ('newcomers'), ('others'), ('small'), ('larger')) g (name)
    left join cases c on c.day = w.day and (g.name, true) in (
        ('newcomers', c.is_newcomer), ('others', not c.is_newcomer), ('small', c.is_small), ('larger', not c.is_small))
    group by w.day, g.name, c.member_id
),

shares as (
    select day, name, sum(covered) as covered, sum(items) as items, sum(covered) / nullif(sum(items), 0) as share,
           sum(covered * covered) as squares, sum(covered * items) as products, sum(items * items) as item_squares,
           count(*) filter (where items > 0)::numeric as people from people group by day, name
)

select s.day, g.metric, 'group' as dimension, s.name as dimension_value, g.numerator, g.denominator,
       (g.numerator / nullif(g.denominator, 0))::float8 as value
from shares s cross join lateral (
    values ('equity_coverage', s.covered, s.items),
           ('equity_people', s.squares - 2 * s.share * s.products + s.share * s.share * s.item_squares, s.people)) g (metric, numerator, denominator)
union all
select a.day, 'reply_equity', 'group', a.name, a.share, b.share, (a.share / nullif(b.share, 0))::float8
from shares a
join shares b on b.day = a.day and (a.name, b.name) in (('newcomers', 'others'), ('small', 'larger'))
