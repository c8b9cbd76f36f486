-- Purpose: the aggregates of marts written by hand, one plain statement each, over all of a brand's history: what the models of
-- sql/metrics are measured beside. They write the same rows into tables like those of marts (schema bare); the bench compares
-- them. Each begins with a line that names the model and the grain it stands beside. They leave out what the bench's history
-- does not hold: answers that were withdrawn, marks of a person, days that are not known.
-- Parameters: brand, zone, as_of.

-- of: profile_day day
insert into bare.profile_day
    (brand, profile_id, day, interactions, active_until, spoke_until, followed_until, followers)
select d.brand, d.profile_id, d.day, d.interactions, d.active_until, d.spoke_until, d.followed_until, coalesce(
           (select v.followers from core.profile_version v
            where v.brand = d.brand and v.profile_id = d.profile_id and v.seen_at <= d.at and v.followers is not null
            order by v.seen_at desc limit 1),
           (select v.followers from core.profile_version v
            where v.brand = d.brand and v.profile_id = d.profile_id and v.followers is not null
              and v.seen_at > d.at and v.seen_at <= d.at + interval '1 day'
            order by v.seen_at limit 1))
from (
    select cast(:brand as text) as brand, profile_id, (occurred_at at time zone :zone)::date as day,
           least(((occurred_at at time zone :zone)::date + 1)::timestamp at time zone :zone - interval '1 microsecond', :as_of) as at,
           count(*) filter (where void_at = 'infinity') as interactions, max(void_at) as active_until,
           max(void_at) filter (where kind <> 'follow') as spoke_until, max(void_at) filter (where kind = 'follow') as followed_until
    from core.counted_interaction(:brand)
    where direction = 'inbound' and occurred_at <= :as_of
    group by 2, 3, 4
) d;

-- of: rule_24h day
insert into bare.metric_daily (brand, day, metric, dimension, dimension_value, numerator, denominator, value, definition_version)
select :brand, i.day, 'rule_24h', g.dimension, g.value, count(*) filter (where i.met), count(*),
       count(*) filter (where i.met)::float8 / count(*), 0
from (
    select ((i.occurred_at + interval '24 hours') at time zone :zone)::date as day, i.tier, i.account,
           to_char(i.occurred_at at time zone :zone, 'HH24') as hour, i.void_at,
           coalesce(least(p.answered_at, t.answered_at) <= i.occurred_at + interval '24 hours', false) as met
    from core.counted_interaction(:brand) i
    left join core.answer p on p.brand = :brand and p.interaction_id = i.interaction_id and p.via = 'parent'
    left join core.answer t on t.brand = :brand and t.interaction_id = i.interaction_id and t.via = 'thread'
    where i.direction = 'inbound' and i.tier in ('T1', 'T2') and i.occurred_at + interval '24 hours' <= :as_of
) i
cross join lateral (values ('all', 'all'), ('tier', i.tier), ('account', i.account), ('hour', i.hour)) g (dimension, value)
where i.void_at > least((i.day + 1)::timestamp at time zone :zone - interval '1 microsecond', :as_of)
group by 2, 4, 5;

-- of: first_reply_time day
insert into bare.distribution_daily
    (brand, day, metric, dimension, dimension_value, measure, n, censored, value, definition_version)
with item as materialized (
    select i.occurred_at, i.void_at, (i.occurred_at at time zone :zone)::date as day, p.answered_at as p, t.answered_at as t,
           (select s.seconds_before + extract(epoch from least(i.occurred_at, s.closes_at) - s.opens_at)::float8
            from core.office_span s where s.brand = :brand and s.opens_at <= i.occurred_at order by s.opens_at desc limit 1) as i_office,
           (select s.seconds_before + extract(epoch from least(p.answered_at, s.closes_at) - s.opens_at)::float8
            from core.office_span s where s.brand = :brand and s.opens_at <= p.answered_at order by s.opens_at desc limit 1) as p_office,
           (select s.seconds_before + extract(epoch from least(t.answered_at, s.closes_at) - s.opens_at)::float8
            from core.office_span s where s.brand = :brand and s.opens_at <= t.answered_at order by s.opens_at desc limit 1) as t_office
    from core.counted_interaction(:brand) i
    left join core.answer p on p.brand = :brand and p.interaction_id = i.interaction_id and p.via = 'parent'
    left join core.answer t on t.brand = :brand and t.interaction_id = i.interaction_id and t.via = 'thread'
    where i.direction = 'inbound' and i.tier in ('T1', 'T2') and i.occurred_at <= :as_of
),
day as materialized (
    select d.*, (
               select s.seconds_before + extract(epoch from least(d.ends_at, s.closes_at) - s.opens_at)::float8
               from core.office_span s where s.brand = :brand and s.opens_at <= d.ends_at order by s.opens_at desc limit 1
           ) as office
    from (
        select x::date as day, least((x + interval '1 day') at time zone :zone, :as_of) as ends_at,
               least((x + interval '1 day') at time zone :zone - interval '1 microsecond', :as_of) as at
        from generate_series((select min(day) from item)::timestamp, cast(:as_of as timestamptz) at time zone :zone, interval '1 day') x
    ) d
),
timed as (
    select c.day, g.clock, g.seconds, c.answered
    from (
        select d.day, coalesce(least(i.p, i.t) <= d.at, false) as answered,
               extract(epoch from greatest(
                   case when i.p <= d.at then i.p when i.t <= d.at then i.t else d.ends_at end - i.occurred_at, '0'))::float8 as wall,
               case when i.p <= d.at then i.p_office when i.t <= d.at then i.t_office else d.office end - i.i_office as office
        from item i
        cross join generate_series(0, 27) later
        join day d on d.day = i.day + later and i.void_at > d.at and i.occurred_at <= d.at
    ) c
    cross join lateral (values ('wall', c.wall), ('office', case when c.office < 0 then 0 else c.office end)) g (clock, seconds)
),
survival as (
    select *, exp(sum(case when not answered then 0 when at_risk = 1 then '-infinity' else ln(1 - 1 / at_risk::float8) end)
                  over (partition by day, clock order by seconds, answered desc rows unbounded preceding)) as waiting
    from (
        select *, count(*) over (partition by day, clock) + 1
                  - row_number() over (partition by day, clock order by seconds, answered desc) as at_risk
        from timed
    ) r
)
select :brand, s.day, 'first_reply_time', 'clock', s.clock, m.measure, m.n, m.censored, m.value, 0
from (
    select day, clock, count(*) as n, count(*) filter (where not answered) as censored,
           min(seconds) filter (where waiting <= 0.5 + 1e-9) as median, min(seconds) filter (where waiting <= 0.1 + 1e-9) as p90,
           percentile_cont(0.5) within group (order by seconds) filter (where answered) as naive
    from survival
    group by 1, 2
) s
cross join lateral (
    values ('km_median', s.n, s.censored, s.median), ('km_p90', s.n, s.censored, s.p90), ('naive_median', s.n - s.censored, 0, s.naive)
) m (measure, n, censored, value);

-- of: conversation_depth day
insert into bare.distribution_daily
    (brand, day, metric, dimension, dimension_value, measure, n, censored, value, definition_version)
with message as materialized (
    select i.platform, i.thread_key, i.account, i.direction, i.member_id, i.occurred_at, i.interaction_id, i.void_at,
           (i.occurred_at at time zone :zone)::date as day,
           bool_or(i.void_at < 'infinity') over (partition by i.platform, i.thread_key) as has_fleeting
    from core.counted_interaction(:brand) i
    where i.is_message and i.occurred_at <= :as_of
),
standing as (  -- threads of which something was taken back are counted for each of their days anew
    select null::date as as_of_day, m.* from message m where not m.has_fleeting
    union all
    select d.day, m.platform, m.thread_key, m.account, m.direction, m.member_id, m.occurred_at, m.interaction_id, m.void_at, d.day, true
    from (
        select distinct platform, thread_key, day, at
        from message
        cross join lateral (select least((day + 1)::timestamp at time zone :zone - interval '1 microsecond', :as_of) as at) e
        where has_fleeting and void_at > at
    ) d
    join message m on m.platform = d.platform and m.thread_key = d.thread_key and m.occurred_at <= d.at and m.void_at > d.at
),
turn as (
    select platform, thread_key, as_of_day, day, first_value(account) over by_time as account,
           (direction <> lag(direction) over by_time)::int as turn,
           (direction = 'inbound' and member_id <> lag(member_id) over by_side)::int as peer
    from standing
    window by_time as (partition by as_of_day, platform, thread_key order by occurred_at, interaction_id),
           by_side as (partition by as_of_day, platform, thread_key, direction order by occurred_at, interaction_id)
),
day as (
    select day, min(account) as account, coalesce(sum(sum(turn)) over so_far, 0) as depth,
           coalesce(sum(sum(peer)) over so_far, 0) as peer_depth
    from turn
    group by as_of_day, platform, thread_key, day
    window so_far as (partition by as_of_day, platform, thread_key order by day)
)
select :brand, s.day, 'conversation_depth', s.dimension, s.value, m.measure, s.n, 0, m.value, 0
from (
    select d.day, g.dimension, g.value, count(*) as n, avg(g.depth)::float8 as mean,
           percentile_cont(0.5) within group (order by g.depth::int) as median,
           percentile_cont(0.9) within group (order by g.depth::int) as p90
    from day d
    cross join lateral (
        values ('all', 'all', d.depth), ('account', d.account, d.depth), ('side', 'peer', d.peer_depth)
    ) g (dimension, value, depth)
    group by 1, 2, 3
) s
cross join lateral (values ('mean', s.mean), ('median', s.median), ('p90', s.p90)) m (measure, value);

-- of: coverage day
insert into bare.metric_daily (brand, day, metric, dimension, dimension_value, numerator, denominator, value, definition_version)
select :brand, f.day, f.metric, f.dimension, f.value, case f.metric when 'volume' then f.items else f.covered end,
       case f.metric when 'coverage' then f.items end,
       case f.metric when 'volume' then f.items else f.covered::float8 / f.items end, 0
from (
    select i.day, g.metric, g.dimension, g.value, count(*) filter (where i.covered) as covered, count(*) as items
    from (
        select d.day, c.tier, c.platform, c.kind,
               coalesce(p.answered_at <= d.at or t.answered_at <= d.at or (c.tier = 'T4' and r.answered_at <= d.at), false) as covered
        from core.counted_interaction(:brand) c
        cross join lateral (
            select x.day, least((x.day + 1)::timestamp at time zone :zone - interval '1 microsecond', :as_of) as at
            from (select (c.occurred_at at time zone :zone)::date as day) x
        ) d
        left join core.answer p on p.brand = :brand and p.interaction_id = c.interaction_id and p.via = 'parent'
        left join core.answer t on t.brand = :brand and t.interaction_id = c.interaction_id and t.via = 'thread'
        left join core.answer r on r.brand = :brand and r.interaction_id = c.interaction_id and r.via = 'reaction'
        where c.direction = 'inbound' and c.occurred_at <= :as_of and c.void_at > d.at
    ) i
    cross join lateral (
        values ('volume', 'all', 'all'), ('volume', 'tier', coalesce(i.tier, 'unassigned')), ('volume', 'platform', i.platform),
               ('volume', 'kind', i.kind), ('coverage', 'all', 'all'), ('coverage', 'tier', i.tier)
    ) g (metric, dimension, value)
    where g.metric = 'volume' or i.tier is not null
    group by 1, 2, 3, 4
) f;

-- of: sentiment day
insert into bare.metric_daily (brand, day, metric, dimension, dimension_value, numerator, denominator, value, definition_version)
select :brand, f.day, m.metric, f.dimension, f.value, m.n, f.n, m.n::float8 / f.n, 0
from (
    select d.day, g.dimension, g.value, count(*) as n, count(*) filter (where core.feeling(a.sentiment) = 'positive') as positive,
           count(*) filter (where core.feeling(a.sentiment) = 'neutral') as neutral,
           count(*) filter (where core.feeling(a.sentiment) = 'negative') as negative,
           count(*) filter (where core.feeling(a.sentiment) = 'unknown') as unknown
    from core.counted_interaction(:brand) i
    join core.interaction x on x.brand = :brand and x.interaction_id = i.interaction_id
    left join core.tier_in_force t on t.brand = :brand and t.interaction_id = i.interaction_id
    left join core.tier_assignment a on a.brand = :brand and a.assignment_id = t.assignment_id
    cross join lateral (select (i.occurred_at at time zone :zone)::date as day) d
    cross join lateral (
        values ('all', 'all'), ('language', coalesce(core.language(x.lang), 'unsaid')), ('tier', coalesce(i.tier, 'unassigned')),
               ('platform', i.platform)
    ) g (dimension, value)
    where i.direction = 'inbound' and i.is_message and i.text ~ '\S' and i.occurred_at <= :as_of
      and i.void_at > least((d.day + 1)::timestamp at time zone :zone - interval '1 microsecond', :as_of)
    group by 1, 2, 3
) f
cross join lateral (
    values ('sentiment_positive', f.positive), ('sentiment_neutral', f.neutral), ('sentiment_negative', f.negative),
           ('sentiment_unknown', f.unknown)
) m (metric, n);

-- of: arrivals day
insert into bare.metric_daily (brand, day, metric, dimension, dimension_value, numerator, value, definition_version)
select :brand, i.day, 'arrivals', case when i.hour is null then 'all' else 'weekday_hour' end, coalesce(i.hour, 'all'), count(*), count(*), 0
from (
    select d.day, to_char(c.occurred_at at time zone :zone, 'ID-HH24') as hour
    from core.counted_interaction(:brand) c
    cross join lateral (select (c.occurred_at at time zone :zone)::date as day) d
    where c.direction = 'inbound' and c.is_message and c.occurred_at <= :as_of
      and c.void_at > least((d.day + 1)::timestamp at time zone :zone - interval '1 microsecond', :as_of)
) i
group by grouping sets ((i.day), (i.day, i.hour));

-- of: response_rate day week month
insert into bare.metric_period
    (brand, period, period_start, metric, dimension, dimension_value, numerator, denominator, value, definition_version)
with audience as (
    select g.grain, w.day, sum(f.followers) as people
    from (values ('day'), ('week'), ('month')) g (grain)
    cross join lateral (
        select x::date as day from generate_series(
            date_trunc(g.grain, (select min(occurred_at) from core.interaction where brand = :brand) at time zone :zone),
            cast(:as_of as timestamptz) at time zone :zone, ('1 ' || g.grain)::interval) x
    ) w
    cross join lateral core.followers_at(:brand, w.day::timestamp at time zone :zone) f
    group by 1, 2
),
spoke as (
    select g.grain, d.day, count(distinct i.member_id) as members
    from core.counted_interaction(:brand) i
    cross join (values ('day'), ('week'), ('month')) g (grain)
    cross join lateral (select date_trunc(g.grain, i.occurred_at at time zone :zone) as day) d
    where i.direction = 'inbound' and i.occurred_at <= :as_of
      and i.void_at > least((d.day + ('1 ' || g.grain)::interval) at time zone :zone - interval '1 microsecond', :as_of)
    group by 1, 2
)
select :brand, s.grain, s.day, 'response_rate', 'base', b.base, s.members, case b.base when 'followers' then a.people end,
       case b.base when 'followers' then s.members::float8 / a.people end, 0
from spoke s
cross join (values ('followers'), ('reach')) b (base)
left join audience a on a.grain = s.grain and a.day = s.day;

-- of: retention week month
insert into bare.metric_period
    (brand, period, period_start, metric, dimension, dimension_value, numerator, denominator, value, definition_version)
with active as (
    select distinct g.grain, p.period, m.member_id, p.period + ('1 ' || g.grain)::interval as next_period,
           x.day_until > p.ends as in_own, x.day_until > p.next_ends as in_next
    from marts.profile_day m0
    join core.profile m on m.brand = m0.brand and m.profile_id = m0.profile_id
    cross join (values ('week'), ('month')) g (grain)
    cross join lateral (
        select date_trunc(g.grain, m0.day::timestamp) as period,
               least((date_trunc(g.grain, m0.day::timestamp) + ('1 ' || g.grain)::interval) at time zone :zone - interval '1 microsecond', :as_of) as ends,
               least((date_trunc(g.grain, m0.day::timestamp) + ('2 ' || g.grain)::interval) at time zone :zone - interval '1 microsecond', :as_of) as next_ends
    ) p
    cross join lateral (select m0.active_until as day_until) x
    where m0.brand = :brand
),
own as (select distinct grain, period, member_id from active where in_own),
before as (select distinct grain, next_period as period, member_id from active where in_next),
counted as (
    select coalesce(o.grain, b.grain) as grain, coalesce(o.period, b.period) as period, count(o.member_id) as active,
           count(b.member_id) as before, count(*) filter (where o.member_id = b.member_id) as stayed
    from own o
    full join before b on b.grain = o.grain and b.period = o.period and b.member_id = o.member_id
    group by 1, 2
)
select :brand, c.grain, c.period, g.metric, 'all', 'all', g.n, g.of, g.value, 0
from counted c
cross join lateral (
    values ('retention', c.stayed, c.before, c.stayed::float8 / nullif(c.before, 0)), ('active_members', c.active, null, c.active)
) g (metric, n, of, value)
where c.period at time zone :zone <= :as_of;

-- of: cohort_weekly week
insert into bare.cohort_weekly (brand, cohort_week, week_number, members, active, definition_version)
with day as materialized (
    select p.member_id, d.day, date_trunc('week', d.day)::date as week, max(d.active_until) as active_until,
           min(min(d.day) filter (where d.active_until = 'infinity')) over (partition by p.member_id) as lasting_day
    from marts.profile_day d
    join core.profile p on p.brand = d.brand and p.profile_id = d.profile_id
    where d.brand = :brand
    group by 1, 2
),
week as (
    select x::date as week, least((x + interval '7 days') at time zone :zone - interval '1 microsecond', :as_of) as at
    from generate_series((select min(week) from day)::timestamp, cast(:as_of as timestamptz) at time zone :zone, interval '7 days') x
),
first as (
    select w.week, d.member_id, min(d.week) as cohort_week
    from day d
    cross join generate_series(0, 84, 7) age
    join week w on w.week = d.week + age and d.active_until > w.at
    where d.day <= coalesce(d.lasting_day, d.day)
    group by 1, 2
),
active as (
    select distinct w.week, d.member_id from day d join week w on w.week = d.week and d.active_until > w.at
)
select :brand, f.cohort_week, (f.week - f.cohort_week) / 7, count(*), count(a.member_id), 0
from first f
left join active a on a.week = f.week and a.member_id = f.member_id
group by 2, 3;

-- of: workload day
insert into bare.metric_daily (brand, day, metric, dimension, dimension_value, numerator, denominator, value, definition_version)
select :brand, w.day, g.metric, 'all', 'all', g.n, g.of, g.value, 0
from (
    select d.day, count(*) as replies, count(*) filter (where coalesce(s.closes_at <= i.occurred_at, true)) as outside,
           sum(0.5 + length(coalesce(x.text, ''))::numeric / 200) as minutes
    from core.counted_interaction(:brand) i
    join core.interaction x on x.brand = :brand and x.interaction_id = i.interaction_id
    cross join lateral (select (i.occurred_at at time zone :zone)::date as day) d
    left join lateral (
        select o.closes_at from core.office_span o
        where o.brand = :brand and o.opens_at <= i.occurred_at order by o.opens_at desc limit 1
    ) s on true
    where i.direction = 'outbound' and i.is_message and i.kind <> 'post' and i.occurred_at <= :as_of
      and i.void_at > least((d.day + 1)::timestamp at time zone :zone - interval '1 microsecond', :as_of)
    group by 1
) w
cross join lateral (
    values ('replies_sent', w.replies, null, w.replies::float8),
           ('replies_outside_hours', w.outside, w.replies, w.outside::float8 / w.replies),
           ('reply_minutes_estimated', w.minutes, coalesce(core.budget_on(:brand, w.day), :budget), w.minutes / coalesce(core.budget_on(:brand, w.day), :budget))
) g (metric, n, of, value);

-- of: ugc day week month
insert into bare.metric_period
    (brand, period, period_start, metric, dimension, dimension_value, numerator, denominator, value, definition_version)
with post as (
    select p.platform, p.native_id, a.member_id, p.is_own, p.is_ugc, p.published_at,
           case when p.deleted_at <= p.published_at + interval '24 hours' then p.deleted_at else 'infinity' end as void_at
    from core.post p
    join core.profile a on a.brand = :brand and a.profile_id = p.author_profile_id
    where p.brand = :brand and (p.is_own or (not a.is_bot and not a.is_own)) and p.published_at <= :as_of
      and not exists (
          select from core.interaction i
          join core.tier_in_force t on t.brand = :brand and t.interaction_id = i.interaction_id and t.tier = 'none'
          where i.brand = :brand and i.platform = p.platform and i.native_id = p.native_id and i.direction = 'inbound'
      )
    union all
    select i.platform, i.native_id, i.member_id, i.direction = 'outbound', i.direction = 'inbound', i.occurred_at, i.void_at
    from core.counted_interaction(:brand) i
    where (i.direction, i.kind) in (('inbound', 'ugc_post'), ('outbound', 'post')) and i.occurred_at <= :as_of
),
about as (
    select g.grain, d.day, p.platform, p.native_id, min(p.member_id) as member_id, bool_and(p.is_own) as is_own, bool_or(p.is_ugc) as is_ugc
    from post p
    cross join (values ('day'), ('week'), ('month')) g (grain)
    cross join lateral (select date_trunc(g.grain, p.published_at at time zone :zone) as day) d
    where p.void_at > least((d.day + ('1 ' || g.grain)::interval) at time zone :zone - interval '1 microsecond', :as_of)
    group by 1, 2, 3, 4
)
select :brand, a.grain, a.day, m.metric, 'all', 'all', m.n, m.of, m.n::float8 / coalesce(m.of, 1), 0
from (
    select grain, day, count(*) filter (where is_ugc) as posts, count(distinct member_id) filter (where is_ugc) as creators,
           count(*) filter (where not is_own) as by_members, count(*) as about
    from about
    group by 1, 2
) a
cross join lateral (
    values ('ugc_posts', a.posts, null), ('ugc_creators', a.creators, null), ('ugc_share', a.by_members, a.about)
) m (metric, n, of);

-- of: engagement day
insert into bare.metric_daily (brand, day, metric, dimension, dimension_value, numerator, denominator, value, definition_version)
with step as (
    select (s.captured_at at time zone :zone)::date as day, s.counter,
           core.gain_of(s.total, s.earlier, s.captured_at, s.earlier_at, s.published_at) as gained
    from (
        select o.published_at, x.captured_at, g.counter, g.total, lag(g.total) over w as earlier, lag(x.captured_at) over w as earlier_at,
               case when o.deleted_at <= o.published_at + interval '24 hours' then o.deleted_at else 'infinity' end as void_at
        from core.post_snapshot x
        join core.post o on o.brand = :brand and o.post_id = x.post_id and o.is_own
        cross join lateral (
            values (1, 'reactions', x.reactions), (2, 'comments', x.comments), (3, 'shares', x.shares), (4, 'quotes', x.quotes),
                   (5, 'clicks', x.clicks), (6, 'saves', x.saves), (7, 'seconds_spent', x.seconds_spent)
        ) g (place, counter, total)
        where x.brand = :brand and x.captured_at <= :as_of and g.total is not null
        window w as (partition by x.post_id, g.place order by x.captured_at)
    ) s
    where s.void_at > least(date_trunc('day', s.captured_at at time zone :zone) at time zone :zone + interval '1 day', :as_of)
),
gained as (select day, counter, sum(gained) as gained from step group by 1, 2),
published as (
    select (published_at at time zone :zone)::date as day, count(*) as posts from core.post
    where brand = :brand and is_own and published_at <= :as_of
      and (deleted_at is null or deleted_at > published_at + interval '24 hours'
           or deleted_at > date_trunc('day', published_at at time zone :zone) at time zone :zone + interval '1 day')
    group by 1
)
select :brand, g.day, m.metric, 'type', g.counter, m.n, m.of, case m.metric when 'engagement' then m.n else m.n / m.of end, 0
from (
    select d.day, t.counter, x.gained
    from (select distinct day from gained) d
    cross join (
        values ('reactions'), ('comments'), ('shares'), ('quotes'), ('clicks'), ('saves'), ('seconds_spent')
    ) t (counter)
    left join gained x on x.day = d.day and x.counter = t.counter
) g
left join published p on p.day = g.day
cross join lateral (
    select sum(f.followers) as followers from core.followers_at(:brand, g.day::timestamp at time zone :zone) f
) a
cross join lateral (
    values ('engagement', g.gained, null), ('engagement_per_post', g.gained, coalesce(p.posts, 0)),
           ('engagement_per_1000', 1000 * g.gained, a.followers)
) m (metric, n, of);

-- of: growth_quality day
insert into bare.metric_daily (brand, day, metric, dimension, dimension_value, numerator, denominator, value, definition_version)
with active as materialized (
    select p.member_id, d.day, max(d.active_until) as active_until, max(d.spoke_until) as spoke_until, max(d.followed_until) as followed_until
    from marts.profile_day d
    join core.profile p on p.brand = d.brand and p.profile_id = d.profile_id
    where d.brand = :brand
    group by 1, 2
),
member as (
    select member_id, min(day) filter (where active_until = 'infinity') as active_on,
           min(day) filter (where followed_until = 'infinity') as followed_on
    from active group by 1
),
window_day as materialized (
    select x::date as day, least((x + interval '1 day') at time zone :zone - interval '1 microsecond', :as_of) as at
    from generate_series((select min(day) from active)::timestamp, cast(:as_of as timestamptz) at time zone :zone, interval '1 day') x
),
arrival as materialized (
    select a.member_id, a.day, g.is_follow, g.until_at, m.followed_on
    from active a
    join member m on m.member_id = a.member_id
    cross join lateral (
        values (true, a.followed_until, m.followed_on), (false, a.active_until, m.active_on)
    ) g (is_follow, until_at, lasts_from)
    where g.until_at is not null and a.day <= coalesce(g.lasts_from, a.day)
),
again as (
    select c.member_id, c.day, c.is_follow, min(r.day) as again_on
    from arrival c
    join active r on r.member_id = c.member_id and r.day between c.day + (not c.is_follow)::int and c.day + 30
     and case when c.is_follow then r.spoke_until else r.active_until end = 'infinity'
    group by 1, 2, 3
),
arrived as (
    select distinct on (w.day, c.member_id) w.day, w.at, c.member_id, c.day as arrived_on, c.is_follow, g.again_on
    from arrival c
    left join again g on g.member_id = c.member_id and g.day = c.day and g.is_follow = c.is_follow
    cross join generate_series(0, 59) age
    join window_day w on w.day = c.day + age and c.until_at > w.at
    where c.is_follow or c.followed_on is null or c.followed_on >= w.day - 59
    order by w.day, c.member_id, c.is_follow desc, c.day
),
judged as (
    select a.day, a.arrived_on > a.day - 30 as provisional, coalesce(a.again_on <= a.day, false) or r.member_id is not null as interested
    from arrived a
    left join (select distinct member_id, day, spoke_until, active_until from active
               where least(spoke_until, active_until) < 'infinity') r
        on r.member_id = a.member_id and r.day between a.arrived_on + (not a.is_follow)::int and least(a.arrived_on + 30, a.day)
       and nullif(case when a.is_follow then r.spoke_until else r.active_until end, 'infinity') > a.at
)
select :brand, day, 'growth_quality', case when provisional then 'ripeness' else 'all' end,
       case when provisional then 'provisional' else 'all' end, count(*) filter (where interested), count(*),
       count(*) filter (where interested)::float8 / count(*), 0
from judged
group by day, provisional;

-- of: answers_led_on day
insert into bare.metric_daily (brand, day, metric, dimension, dimension_value, numerator, denominator, value, definition_version)
with message as materialized (
    select interaction_id, direction, platform, thread_key, member_id, occurred_at, void_at
    from core.counted_interaction(:brand)
    where is_message and occurred_at <= :as_of
),
answered as (
    select distinct d.day, d.at, m.interaction_id, m.occurred_at, q.platform, q.thread_key, q.member_id
    from message m
    cross join lateral (
        select x.day, least((x.day + 1)::timestamp at time zone :zone - interval '1 microsecond', :as_of) as at
        from (select ((m.occurred_at + interval '48 hours') at time zone :zone)::date as day) x
    ) d
    join core.answer a on a.brand = :brand and a.answer_id = m.interaction_id and a.via <> 'reaction'
    join message q on q.interaction_id = a.interaction_id and q.occurred_at <= d.at and q.void_at > d.at
    where m.direction = 'outbound' and m.occurred_at + interval '48 hours' <= d.at and m.void_at > d.at
),
in_line as (
    select day, at, interaction_id, occurred_at,
           max(void_at) over (partition by platform, thread_key, member_id order by occurred_at
                              range between interval '1 microsecond' following and interval '48 hours' following) as stands_until
    from (
        select day, at, interaction_id, occurred_at, platform, thread_key, member_id, null as void_at from answered
        union all
        select null, null, null, occurred_at, platform, thread_key, member_id, void_at from message where direction = 'inbound'
    ) e
),
followed as (
    select day, interaction_id, to_char(occurred_at at time zone :zone, 'ID-HH24') as hour, bool_or(coalesce(stands_until > at, false)) as led_on
    from in_line
    where interaction_id is not null
    group by day, interaction_id, occurred_at
)
select :brand, day, 'answers_led_on', case when hour is null then 'all' else 'weekday_hour' end, coalesce(hour, 'all'),
       count(*) filter (where led_on), count(*), count(*) filter (where led_on)::float8 / count(*), 0
from followed
group by grouping sets ((day), (day, hour));

-- of: post_talk day
insert into bare.post_talk
    (brand, day, platform, native_id, published_at, kind, media, characters, hashtags, threads, turns, commenters, definition_version)
with post as (
    select d.day, d.at, p.*, p.published_at + interval '72 hours' as ends_at
    from core.own_post(:brand, '-infinity', cast(:as_of as timestamptz) - interval '72 hours') p
    cross join lateral (
        select x.day, least((x.day + 1)::timestamp at time zone :zone - interval '1 microsecond', :as_of) as at
        from (select ((p.published_at + interval '72 hours') at time zone :zone)::date as day) x
    ) d
    where p.void_at > d.at
),
thread as (
    select at, platform, native_id, published_at, ends_at, native_id as thread_key from post
    union
    select p.at, p.platform, p.native_id, p.published_at, p.ends_at, i.thread_key
    from post p
    join core.interaction i
        on i.brand = :brand and i.platform = p.platform and i.post_native_id = p.native_id
       and i.occurred_at >= p.published_at and i.occurred_at <= p.ends_at
    where i.post_native_id <> i.thread_key and i.direction = 'inbound' and i.is_message
),
turn as (
    select t.platform, t.native_id, t.thread_key, m.direction, m.member_id,
           m.direction <> lag(m.direction) over (
               partition by t.platform, t.native_id, t.thread_key order by m.occurred_at, m.interaction_id) as is_turn
    from thread t
    join core.counted_interaction(:brand) m
        on m.platform = t.platform and m.thread_key = t.thread_key and m.is_message and m.void_at > t.at
       and m.occurred_at >= t.published_at and m.occurred_at <= t.ends_at
),
talk as materialized (
    select platform, native_id, count(distinct thread_key) filter (where direction = 'inbound') as threads,
           count(*) filter (where is_turn) as turns, count(distinct member_id) filter (where direction = 'inbound') as commenters
    from turn
    group by 1, 2
)
select :brand, p.day, p.platform, p.native_id, p.published_at, p.kind,
       case (select count(distinct m) from unnest(p.media) m) when 0 then 'none' when 1 then p.media[1] else 'mixed' end,
       length(coalesce(case when p.edited_at > p.at then p.first_text else p.text end, '')),
       array(select distinct lower(h) from unnest(p.hashtags) h order by 1),
       coalesce(t.threads, 0), coalesce(t.turns, 0), coalesce(t.commenters, 0), 0
from post p
left join talk t on t.platform = p.platform and t.native_id = p.native_id;

-- of: reply_equity day week month
insert into bare.metric_period
    (brand, period, period_start, metric, dimension, dimension_value, numerator, denominator, value, definition_version)
with item as materialized (
    select g.grain, d.day, d.at, i.profile_id, i.member_id, i.tier is not null as has_tier, i.early, i.interaction_id, i.occurred_at,
           i.void_at,
           coalesce(p.answered_at <= d.at or t.answered_at <= d.at or (i.tier = 'T4' and r.answered_at <= d.at), false)::int as covered
    from (
        select *, count(*) filter (where void_at = 'infinity') over (
                   partition by member_id order by occurred_at, interaction_id rows unbounded preceding)
                  - (void_at = 'infinity')::int as early
        from core.counted_interaction(:brand)
        where direction = 'inbound' and occurred_at <= :as_of
    ) i
    left join core.answer p on p.brand = :brand and p.interaction_id = i.interaction_id and p.via = 'parent'
    left join core.answer t on t.brand = :brand and t.interaction_id = i.interaction_id and t.via = 'thread'
    left join core.answer r on r.brand = :brand and r.interaction_id = i.interaction_id and r.via = 'reaction'
    cross join (values ('day'), ('week'), ('month')) g (grain)
    cross join lateral (
        select x.day::date as day, least((x.day + ('1 ' || g.grain)::interval) at time zone :zone - interval '1 microsecond', :as_of) as at
        from (select date_trunc(g.grain, i.occurred_at at time zone :zone) as day) x
    ) d
    where i.void_at > d.at
),
heard as (
    select distinct on (g.grain, w.day, d.profile_id) g.grain, w.day, d.profile_id, p.platform, d.followers
    from marts.profile_day d
    join core.profile p on p.brand = :brand and p.profile_id = d.profile_id
    cross join (values ('day'), ('week'), ('month')) g (grain)
    cross join lateral (select date_trunc(g.grain, d.day::timestamp)::date as day) w
    where d.brand = :brand and d.followers is not null
      and d.active_until > least((w.day + ('1 ' || g.grain)::interval) at time zone :zone - interval '1 microsecond', :as_of)
    order by g.grain, w.day, d.profile_id, d.day desc
),
sized as (
    select h.grain, h.day, h.profile_id, h.followers <= q.quartile as is_small
    from heard h
    join (
        select grain, day, platform, percentile_disc(0.25) within group (order by followers) as quartile from heard group by 1, 2, 3
    ) q on q.grain = h.grain and q.day = h.day and q.platform = h.platform
),
fleeting as (  -- what was taken back after the window had come before, too
    select i.grain, i.interaction_id, count(*) as earlier
    from item i
    join item f on f.grain = i.grain and f.member_id = i.member_id and f.void_at < 'infinity' and f.void_at > i.at
               and (f.occurred_at, f.interaction_id) < (i.occurred_at, i.interaction_id)
    where i.early < 3
    group by 1, 2
),
person as (
    select i.grain, i.day, g.name, i.member_id, sum(i.covered)::numeric as covered, count(*)::numeric as items
    from item i
    left join fleeting f on f.grain = i.grain and f.interaction_id = i.interaction_id
    left join sized s on s.grain = i.grain and s.day = i.day and s.profile_id = i.profile_id
    cross join lateral (
        values ('newcomers', i.early + coalesce(f.earlier, 0) < 3), ('others', i.early + coalesce(f.earlier, 0) >= 3), ('small', s.is_small), ('larger', not s.is_small)
    ) g (name, is_in)
    where g.is_in and i.has_tier
    group by 1, 2, 3, 4
),
share as (
    select grain, day, name, sum(covered) as covered, sum(items) as items, sum(covered) / sum(items) as share, sum(covered * covered) as cc,
           sum(covered * items) as ci, sum(items * items) as ii, count(*) as people
    from person
    group by 1, 2, 3
)
select :brand, s.grain, s.day, g.metric, 'group', s.name, g.n, g.of, (g.n / nullif(g.of, 0))::float8, 0
from share s
cross join lateral (
    values ('equity_coverage', s.covered, s.items),
           ('equity_people', s.cc - 2 * s.share * s.ci + s.share * s.share * s.ii, s.people::numeric)
) g (metric, n, of)
union all
select :brand, a.grain, a.day, 'reply_equity', 'group', a.name, a.share, b.share, (a.share / nullif(b.share, 0))::float8, 0
from share a
join share b on b.grain = a.grain and b.day = a.day and (a.name, b.name) in (('newcomers', 'others'), ('small', 'larger'));

-- of: authenticity day week month
insert into bare.metric_period
    (brand, period, period_start, metric, dimension, dimension_value, numerator, denominator, value, definition_version)
select :brand, c.grain, c.day, m.metric, m.dimension, m.value, m.n, m.of, (m.n / nullif(m.of, 0))::float8, 0
from (
    select g.grain, d.day, count(*)::numeric as replies, count(*) filter (where r.is_authentic)::numeric as authentic,
           count(r.similarity)::numeric as compared, coalesce(sum(1 - r.similarity), 0) as distinct_by,
           count(*) filter (where 'alike' = any(r.warnings))::numeric as alike,
           count(*) filter (where 'stock' = any(r.warnings))::numeric as stock,
           count(*) filter (where 'unrelated' = any(r.warnings))::numeric as unrelated
    from core.counted_interaction(:brand) i
    join core.reply_check r on r.brand = :brand and r.interaction_id = i.interaction_id
    cross join (values ('day'), ('week'), ('month')) g (grain)
    cross join lateral (select date_trunc(g.grain, i.occurred_at at time zone :zone) as day) d
    where i.direction = 'outbound' and i.is_message and i.kind <> 'post' and i.occurred_at <= :as_of
      and i.void_at > least((d.day + ('1 ' || g.grain)::interval) at time zone :zone - interval '1 microsecond', :as_of)
    group by 1, 2
) c
cross join lateral (
    values ('authenticity', 'all', 'all', c.authentic, c.replies), ('distinctness', 'all', 'all', c.distinct_by, c.compared),
           ('reply_warnings', 'warning', 'alike', c.alike, c.replies), ('reply_warnings', 'warning', 'stock', c.stock, c.replies),
           ('reply_warnings', 'warning', 'unrelated', c.unrelated, c.replies)
) m (metric, dimension, value, n, of);
