-- Purpose: what the models of the marts read, in the shape in which one reading serves all of them.

-- What metrics count (core.counted_interaction), beside its moment by the brand's clock, the brand's first reaction to it,
-- and how it sounds by the assignment in force. Models read it by this name; where many days are computed it stands once
-- in a temporary table (metrics/store/working.sql), and they read that.
create function marts.counted(in_brand text, in_zone text)
returns table (
    interaction_id bigint, platform text, native_id text, account text, kind text, direction text, is_message boolean,
    has_words boolean, thread_key text, profile_id bigint, member_id bigint, tier text, occurred_at timestamptz,
    local_at timestamp, on_day date, void_at timestamptz, reacted_at timestamptz, lang text, sentiment real
)
language sql stable parallel safe rows 100000 as $$
    select c.interaction_id, c.platform, c.native_id, c.account, c.kind, c.direction, c.is_message, c.text ~ '\S',
           c.thread_key, c.profile_id, c.member_id, c.tier, c.occurred_at, c.occurred_at at time zone in_zone,
           (c.occurred_at at time zone in_zone)::date, c.void_at, r.answered_at, x.lang, a.sentiment
    from core.counted_interaction(in_brand) c
    left join core.answer r
        on r.brand = in_brand and r.interaction_id = c.interaction_id and r.via = 'reaction'
    left join core.interaction x on x.brand = in_brand and x.interaction_id = c.interaction_id
    left join core.tier_in_force f on f.brand = in_brand and f.interaction_id = c.interaction_id
    left join core.tier_assignment a on a.brand = in_brand and a.assignment_id = f.assignment_id
$$;

-- The answers of an inbound interaction in turn: as of a moment t it was answered at the answered_at of the one step with
-- from_at <= t < until_at, else not at all (core.answer_span, where several may hold at once and the first counts).
create function marts.answer_step(in_brand text, in_interaction bigint)
returns table (answered_at timestamptz, from_at timestamptz, until_at timestamptz)
language sql stable parallel safe rows 1 as $$
    select s.answered_at,
           greatest(s.answered_at, max(s.until_at) over (
               order by s.answered_at, s.until_at rows between unbounded preceding and 1 preceding)),
           s.until_at
    from core.answer_span(in_brand, in_interaction) s
$$;

-- core.counter_step of all the days (a zone's) of snapshots taken in [from_at, until_at] at once: `earlier` is null where
-- there is none within eight days before the day. Until void_at its post counts.
create function marts.counter_step(in_brand text, in_zone text, in_from timestamptz, in_until timestamptz)
returns table (
    on_day date, post_id bigint, account text, captured_at timestamptz, counter text, total bigint, earlier bigint,
    earlier_at timestamptz, gained bigint, void_at timestamptz
)
language sql stable parallel safe rows 1000 as $$
    select e.on_day, e.post_id, e.account, e.captured_at, e.counter, e.total, e.earlier, e.earlier_at,
           core.gain_of(e.total, e.earlier, e.captured_at, e.earlier_at, e.published_at), e.void_at
    from (
        select c.*, case when c.is_near then c.last_total end as earlier, case when c.is_near then c.last_at end as earlier_at
        from (
            select b.*, (b.captured_at at time zone in_zone)::date as on_day,
                   b.last_at >= date_trunc('day', b.captured_at at time zone in_zone) at time zone in_zone - interval '8 days'
                       as is_near
            from (
                select p.post_id, p.account, p.published_at, s.captured_at, g.counter, g.total,
                       lag(g.total) over of_counter as last_total, lag(s.captured_at) over of_counter as last_at,
                       case when p.deleted_at <= p.published_at + interval '24 hours' then p.deleted_at else 'infinity' end
                           as void_at
                from core.post_snapshot s
                join core.post p on p.brand = in_brand and p.post_id = s.post_id and p.is_own
                cross join lateral (
                    values (1, 'reactions', s.reactions), (2, 'comments', s.comments), (3, 'shares', s.shares),
                           (4, 'quotes', s.quotes), (5, 'clicks', s.clicks), (6, 'saves', s.saves),
                           (7, 'seconds_spent', s.seconds_spent), (8, 'reach', s.reach), (9, 'impressions', s.impressions)
                ) g (place, counter, total)
                where s.brand = in_brand and g.total is not null
                  and s.captured_at >= in_from - interval '8 days' and s.captured_at <= in_until
                window of_counter as (partition by p.post_id, g.place order by s.captured_at)
            ) b
            where b.captured_at >= in_from
        ) c
    ) e
$$;

-- core.office_seconds as a table of one row or none: it is put into the query that asks, which asks it of every item.
create function marts.office_clock(in_brand text, t timestamptz) returns table (seconds double precision)
language sql stable parallel safe rows 1 as $$
    select s.seconds_before + extract(epoch from least(t, s.closes_at) - s.opens_at)::double precision
    from core.office_span s
    where s.brand = in_brand and s.opens_at <= t
    order by s.opens_at desc
    limit 1
$$;

-- marts.counted, for what reads beyond the days that are computed: whole threads, all that a member ever did.
create function marts.counted_ever(in_brand text, in_zone text)
returns table (
    interaction_id bigint, platform text, native_id text, account text, kind text, direction text, is_message boolean,
    has_words boolean, thread_key text, profile_id bigint, member_id bigint, tier text, occurred_at timestamptz,
    local_at timestamp, on_day date, void_at timestamptz, reacted_at timestamptz, lang text, sentiment real
)
language sql stable parallel safe rows 100000 as $$
    select * from marts.counted(in_brand, in_zone)
$$;

-- The day on which a member's third interaction that lasts falls: nothing of a later day is a newcomer's. Null: not yet.
create function marts.newcomer_day(in_brand text, in_member bigint) returns table (newcomer_until date)
language sql stable parallel safe rows 1 as $$
    select min(s.day)
    from (
        select d.day, sum(d.interactions) over (order by d.day) as so_far
        from core.profile p
        cross join lateral (
            select x.day, x.interactions from marts.profile_day x
            where x.brand = in_brand and x.profile_id = p.profile_id and x.active_until = 'infinity'
            order by x.day limit 3
        ) d
        where p.brand = in_brand and p.member_id = in_member
    ) s
    where s.so_far >= 3
$$;
drop function marts.newcomer_until, core.is_newcomers;

-- Who of the people heard in each window has a small account: up to the lowest quartile of the followers (as of the last day
-- heard) of those on the same platform whose followers are known.
create function marts.sized(
    in_brand text, in_zone text, in_grain text, in_first_day date, in_last_day date, in_as_of timestamptz)
returns table (day date, profile_id bigint, is_small boolean)
language sql stable parallel safe rows 1000 as $$
    with windows as (
        select * from core.metric_window(in_zone, in_grain, in_first_day, in_last_day, in_as_of)
    ),
    heard as materialized (
        select distinct on (w.day, d.profile_id) w.day, d.profile_id, p.platform, d.followers
        from windows w
        join marts.profile_day d
            on d.brand = in_brand and date_trunc(in_grain, d.day::timestamp)::date = w.day and d.active_until > w.at
           and d.followers is not null
        join core.profile p on p.brand = in_brand and p.profile_id = d.profile_id
        where d.day >= (select min(day) from windows) and d.day <= (select max(last_day) from windows)
        order by w.day, d.profile_id, d.day desc
    )
    select h.day, h.profile_id, h.followers <= q.quartile
    from heard h
    join (
        select day, platform, percentile_disc(0.25) within group (order by followers) as quartile from heard group by 1, 2
    ) q on q.day = h.day and q.platform = h.platform
$$;

-- When members arrived who did something on the days first_day - 59 to last_day: each day on which they may have, up to the
-- first one that lasts, as a follower or by another interaction, and the first day within 30 on which they came again to
-- stay. As of the windows from `day` to before `until_day` it is where they arrived; but where anything of theirs was taken
-- back (has_fleeting), each window tells by itself.
create function marts.arrival(in_brand text, in_first_day date, in_last_day date)
returns table (
    member_id bigint, day date, is_follow boolean, active_until timestamptz, followed_on date, again_on date,
    until_day date, has_fleeting boolean
)
language sql stable parallel safe rows 1000 as $$
    with recent as materialized (
        select m.member_id, m.day, m.active_until, m.spoke_until, m.followed_until
        from marts.member_day m
        where m.brand = in_brand and m.day >= in_first_day - 59 and m.day <= in_last_day
    ),
    lasting as materialized (
        select m.member_id, m.has_fleeting, l.active_on, l.followed_on
        from (
            select r.member_id,
                   bool_or(least(r.active_until, r.spoke_until, r.followed_until) < 'infinity') as has_fleeting
            from recent r
            group by r.member_id
        ) m
        cross join lateral marts.lasting_since(in_brand, m.member_id) l
    ),
    candidates as (
        select r.member_id, r.day, g.is_follow, g.active_until, l.followed_on, l.has_fleeting
        from recent r
        join lasting l on l.member_id = r.member_id
        cross join lateral (
            values (true, r.followed_until, l.followed_on), (false, r.active_until, l.active_on)
        ) g (is_follow, active_until, lasts_from)
        where g.active_until is not null and r.day <= coalesce(g.lasts_from, r.day)
    )
    select c.member_id, c.day, c.is_follow, c.active_until, c.followed_on, min(r.day),
           case when c.is_follow then c.day + 60 else least(c.day + 60, c.followed_on) end, c.has_fleeting
    from candidates c
    left join recent r
        on r.member_id = c.member_id and r.day between c.day + (not c.is_follow)::int and c.day + 30
       and case when c.is_follow then r.spoke_until else r.active_until end = 'infinity'
    group by c.member_id, c.day, c.is_follow, c.active_until, c.followed_on, c.has_fleeting
$$;
