-- Purpose: aggregates of marts written by hand, one plain statement each, over all of a brand's history: what the models of
-- sql/metrics are measured beside. They count what the models count, as it stands now; nothing is kept for later.
-- Each statement begins with a line that names the model it stands beside. Parameters: brand, zone.

-- of: profile_day
create temporary table bare_profile_day on commit drop as
select p.profile_id, (i.occurred_at at time zone :zone)::date as day, count(*) as interactions,
       max(p.followers) as followers, bool_or(i.kind = 'follow') as followed, bool_or(i.kind <> 'follow') as spoke
from core.interaction i
join core.profile p on p.brand = i.brand and p.profile_id = i.author_profile_id
left join core.tier_in_force t on t.brand = i.brand and t.interaction_id = i.interaction_id
where i.brand = :brand and i.direction = 'inbound' and not p.is_bot and not p.is_own and t.tier is distinct from 'none'
group by 1, 2;

-- of: rule_24h
create temporary table bare_rule on commit drop as
select ((i.occurred_at + interval '24 hours') at time zone :zone)::date as day, g.dimension, g.value,
       count(*) filter (where a.answered_at <= i.occurred_at + interval '24 hours') as met, count(*) as items
from core.interaction i
join core.profile p on p.brand = i.brand and p.profile_id = i.author_profile_id
join core.tier_in_force t on t.brand = i.brand and t.interaction_id = i.interaction_id and t.tier in ('T1', 'T2')
left join (
    select brand, interaction_id, min(answered_at) as answered_at from core.answer where via <> 'reaction' group by 1, 2
) a on a.brand = i.brand and a.interaction_id = i.interaction_id
cross join lateral (
    values ('all', 'all'), ('tier', t.tier::text), ('account', i.account),
           ('hour', to_char(i.occurred_at at time zone :zone, 'HH24'))
) g (dimension, value)
where i.brand = :brand and i.direction = 'inbound' and not p.is_bot and not p.is_own
group by 1, 2, 3;

-- of: conversation_depth
create temporary table bare_depth on commit drop as
with turns as (
    select i.platform, i.thread_key, (i.occurred_at at time zone :zone)::date as day, i.account,
           (i.direction <> lag(i.direction) over by_time)::int as turn,
           (i.direction = 'inbound' and p.member_id <> lag(p.member_id) over by_side)::int as peer
    from core.interaction i
    join core.profile p on p.brand = i.brand and p.profile_id = i.author_profile_id
    left join core.tier_in_force t on t.brand = i.brand and t.interaction_id = i.interaction_id
    where i.brand = :brand and i.is_message and (i.direction = 'outbound' or t.tier is distinct from 'none')
    window by_time as (partition by i.platform, i.thread_key order by i.occurred_at, i.interaction_id),
           by_side as (partition by i.platform, i.thread_key, i.direction order by i.occurred_at, i.interaction_id)
),
days as (
    select platform, thread_key, day, min(account) as account, sum(sum(turn)) over so_far as depth,
           sum(sum(peer)) over so_far as peer_depth
    from turns
    group by 1, 2, 3
    window so_far as (partition by platform, thread_key order by day)
)
select d.day, g.dimension, g.value, avg(g.depth) as mean, percentile_cont(0.5) within group (order by g.depth) as median,
       percentile_cont(0.9) within group (order by g.depth) as p90
from days d
cross join lateral (
    values ('all', 'all', d.depth), ('account', d.account, d.depth), ('side', 'peer', d.peer_depth)
) g (dimension, value, depth)
group by 1, 2, 3;

-- of: coverage
create temporary table bare_coverage on commit drop as
select (i.occurred_at at time zone :zone)::date as day, g.dimension, g.value,
       count(*) filter (where a.answered_at is not null or (t.tier = 'T4' and a.reacted_at is not null)) as covered,
       count(*) as items
from core.interaction i
join core.profile p on p.brand = i.brand and p.profile_id = i.author_profile_id
left join core.tier_in_force t on t.brand = i.brand and t.interaction_id = i.interaction_id
left join (
    select brand, interaction_id, min(answered_at) filter (where via <> 'reaction') as answered_at,
           min(answered_at) filter (where via = 'reaction') as reacted_at
    from core.answer group by 1, 2
) a on a.brand = i.brand and a.interaction_id = i.interaction_id
cross join lateral (
    values ('all', 'all'), ('tier', t.tier::text), ('platform', i.platform), ('kind', i.kind)
) g (dimension, value)
where i.brand = :brand and i.direction = 'inbound' and not p.is_bot and not p.is_own and t.tier is distinct from 'none'
group by 1, 2, 3;

-- of: sentiment
create temporary table bare_sentiment on commit drop as
select (i.occurred_at at time zone :zone)::date as day, g.dimension, g.value, core.feeling(a.sentiment), count(*)
from core.interaction i
join core.profile p on p.brand = i.brand and p.profile_id = i.author_profile_id
left join core.tier_in_force t on t.brand = i.brand and t.interaction_id = i.interaction_id
left join core.tier_assignment a on a.brand = i.brand and a.assignment_id = t.assignment_id
cross join lateral (
    values ('all', 'all'), ('language', core.language(i.lang)), ('tier', t.tier::text), ('platform', i.platform)
) g (dimension, value)
where i.brand = :brand and i.direction = 'inbound' and i.is_message and i.text ~ '\S'
  and not p.is_bot and not p.is_own and t.tier is distinct from 'none'
group by 1, 2, 3, 4;

-- of: arrivals
create temporary table bare_arrivals on commit drop as
select (i.occurred_at at time zone :zone)::date as day, to_char(i.occurred_at at time zone :zone, 'ID-HH24'), count(*)
from core.interaction i
join core.profile p on p.brand = i.brand and p.profile_id = i.author_profile_id
left join core.tier_in_force t on t.brand = i.brand and t.interaction_id = i.interaction_id
where i.brand = :brand and i.direction = 'inbound' and i.is_message
  and not p.is_bot and not p.is_own and t.tier is distinct from 'none'
group by grouping sets ((1), (1, 2));

-- of: response_rate
create temporary table bare_response on commit drop as
select g.grain, date_trunc(g.grain, i.occurred_at at time zone :zone)::date as day, count(distinct p.member_id)
from core.interaction i
join core.profile p on p.brand = i.brand and p.profile_id = i.author_profile_id
left join core.tier_in_force t on t.brand = i.brand and t.interaction_id = i.interaction_id
cross join (values ('day'), ('week'), ('month')) g (grain)
where i.brand = :brand and i.direction = 'inbound' and not p.is_bot and not p.is_own and t.tier is distinct from 'none'
group by 1, 2;

-- of: retention
create temporary table bare_retention on commit drop as
with active as (
    select distinct g.grain, date_trunc(g.grain, d.day)::date as period, p.member_id
    from marts.profile_day d
    join core.profile p on p.brand = d.brand and p.profile_id = d.profile_id
    cross join (values ('week'), ('month')) g (grain)
    where d.brand = :brand
)
select a.grain, a.period, count(*) as active, count(b.member_id) as stayed
from active a
left join active b on b.grain = a.grain and b.member_id = a.member_id
    and b.period = (a.period - ('1 ' || a.grain)::interval)::date
group by 1, 2;

-- of: cohort_weekly
create temporary table bare_cohorts on commit drop as
with weeks as (
    select distinct p.member_id, date_trunc('week', d.day)::date as week
    from marts.profile_day d
    join core.profile p on p.brand = d.brand and p.profile_id = d.profile_id
    where d.brand = :brand
)
select f.first_week, (w.week - f.first_week) / 7 as week_number, count(*) as active
from weeks w
join (select member_id, min(week) as first_week from weeks group by 1) f on f.member_id = w.member_id
where w.week <= f.first_week + 84
group by 1, 2;

-- of: workload
create temporary table bare_workload on commit drop as
select (i.occurred_at at time zone :zone)::date as day, count(*) as replies, sum(length(i.text)) as characters,
       count(*) filter (where s.opens_at is null) as outside
from core.interaction i
left join core.office_span s on s.brand = i.brand and s.opens_at <= i.occurred_at and s.closes_at > i.occurred_at
where i.brand = :brand and i.direction = 'outbound' and i.is_message and i.kind <> 'post'
group by 1;

-- of: ugc
create temporary table bare_ugc on commit drop as
select g.grain, date_trunc(g.grain, o.published_at at time zone :zone)::date as day,
       count(*) filter (where o.is_ugc) as posts, count(distinct a.member_id) filter (where o.is_ugc) as creators,
       count(*) filter (where not o.is_own) as by_members, count(*) as about
from core.post o
join core.profile a on a.brand = o.brand and a.profile_id = o.author_profile_id
cross join (values ('day'), ('week'), ('month')) g (grain)
where o.brand = :brand and not a.is_bot
group by 1, 2;

-- of: engagement
create temporary table bare_engagement on commit drop as
select (s.captured_at at time zone :zone)::date as day, g.counter, sum(greatest(g.total - g.earlier, 0)) as gained
from (
    select x.*, lag(reactions) over w as r, lag(comments) over w as c, lag(shares) over w as h, lag(quotes) over w as q,
           lag(clicks) over w as k, lag(saves) over w as v, lag(seconds_spent) over w as t
    from core.post_snapshot x
    join core.post o on o.brand = x.brand and o.post_id = x.post_id and o.is_own
    where x.brand = :brand
    window w as (partition by x.post_id order by x.captured_at)
) s
cross join lateral (
    values ('reactions', reactions, r), ('comments', comments, c), ('shares', shares, h), ('quotes', quotes, q),
           ('clicks', clicks, k), ('saves', saves, v), ('seconds_spent', seconds_spent, t)
) g (counter, total, earlier)
group by 1, 2
