-- Purpose: whether everybody is heard: coverage of newcomers by that of the others, and of small accounts by that of
-- larger ones; the coverages themselves (equity_coverage), and what these vary by from person to person (equity_people).
-- Grain: one row a window and group (newcomers, others, small, larger; reply_equity: newcomers, small).
-- Key: (brand, day or period, metric, dimension, dimension_value)
-- Inputs: marts.counted, marts.counted_ever, marts.answer_step, marts.newcomer_day, marts.sized
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
with windows as (select * from core.metric_window(:zone, :grain, :first_day, :last_day, :as_of)),

inbound as materialized (
    select w.day, i.interaction_id, i.profile_id, i.member_id, i.on_day,
           s.answered_at is not null or coalesce(i.tier = 'T4' and i.reacted_at <= w.at, false) as is_covered
    from marts.counted(:brand, :zone) i
    join windows w on w.day = date_trunc(:grain, i.local_at)::date and i.occurred_at <= w.at and i.void_at > w.at
    left join lateral marts.answer_step(:brand, i.interaction_id) s on s.from_at <= w.at and w.at < s.until_at
    where i.direction = 'inbound' and i.tier is not null  -- and between bounds that a plan can weigh
      and i.occurred_at >= date_trunc(:grain, cast(:first_day as timestamp)) at time zone :zone
      and i.occurred_at < (date_trunc(:grain, cast(:last_day as timestamp)) + cast('1 ' || :grain as interval)) at time zone :zone
),

-- what members did up to the day their third that lasts falls on: one of the first three, or not, is only asked of these
early as materialized (
    select e.interaction_id, e.local_at, count(*) filter (where e.void_at = 'infinity') over before as lasting_before,
           array_agg(e.void_at) filter (where e.void_at < 'infinity') over before as taken_back_before
    from (select member_id, min(on_day) as since from inbound group by member_id) m
    cross join lateral marts.newcomer_day(:brand, m.member_id) n
    join marts.counted_ever(:brand, :zone) e on e.member_id = m.member_id and e.on_day <= coalesce(n.newcomer_until, 'infinity')
    where m.since <= coalesce(n.newcomer_until, 'infinity') and e.direction = 'inbound' and e.occurred_at <= (select max(at) from windows)
    window before as (
        partition by e.member_id order by e.occurred_at, e.interaction_id rows between unbounded preceding and 1 preceding)
),

newcomers as (  -- fewer than three before, those counted that were taken back only after the window
    select e.interaction_id from early e join windows w on w.day = date_trunc(:grain, e.local_at)::date
    where e.lasting_before + (select count(*) from unnest(e.taken_back_before) void_at where void_at > w.at) < 3
),

sized as materialized (select * from marts.sized(:brand, :zone, :grain, :first_day, :last_day, :as_of)),

cases as (  -- looked up, not joined: a plan takes either side for a few rows, and a loop over both is their product
    select i.day, i.member_id, i.interaction_id in (select interaction_id from newcomers) as is_newcomer,
           case when (i.day, i.profile_id) in (select day, profile_id from sized where is_small) then true
                when (i.day, i.profile_id) in (select day, profile_id from sized where not is_small) then false end as is_small,
           count(*) filter (where i.is_covered)::numeric as covered, count(*)::numeric as items
    from inbound i group by 1, 2, 3, 4
),

people as (
    select c.day, g.name, sum(c.covered) as covered, sum(c.items) as items from cases c
    cross join lateral (values ('newcomers', c.is_newcomer), ('others', not c.is_newcomer), ('small', c.is_small),
                               ('larger', not c.is_small)) g (name, is_in)
    where g.is_in group by c.day, g.name, c.member_id
),

shares as (
    select w.day, g.name, coalesce(sum(p.covered), 0) as covered, coalesce(sum(p.items), 0) as items,
           sum(p.covered) / nullif(sum(p.items), 0) as share, sum(p.covered * p.covered) as squares,
           sum(p.covered * p.items) as products, sum(p.items * p.items) as item_squares, count(p.items)::numeric as people
    from windows w cross join (values ('newcomers'), ('others'), ('small'), ('larger')) g (name)
    left join people p on p.day = w.day and p.name = g.name group by w.day, g.name
)

select s.day, g.metric, 'group' as dimension, s.name as dimension_value, g.numerator, g.denominator,
       (g.numerator / nullif(g.denominator, 0))::float8 as value
from shares s cross join lateral (
    values ('equity_coverage', s.covered, s.items),
           ('equity_people', s.squares - 2 * s.share * s.products + s.share * s.share * s.item_squares, s.people)) g (metric, numerator, denominator)
union all
select a.day, 'reply_equity', 'group', a.name, a.share, b.share, (a.share / nullif(b.share, 0))::float8
from shares a join shares b on b.day = a.day and (a.name, b.name) in (('newcomers', 'others'), ('small', 'larger'))
