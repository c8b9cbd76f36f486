-- Purpose: who is heard, how replies sound, what was planned, and what cannot be known.

-- ---------------------------------------------------------------- how replies sound

-- What the authenticity check (tasks/core/authenticity.py) said of a reply of the brand's, as it was sent and beside the
-- replies before it. Kept: it is read off texts, in Python, once.
create table core.reply_check (
    brand core.slug not null references core.brand on delete cascade,
    interaction_id bigint not null,
    is_authentic boolean not null,
    warnings text[] not null,                    -- alike, stock, unrelated
    similarity numeric(4, 3),                    -- 0 to 1, to the nearest of the 50 before; null: too short, or none before
    primary key (brand, interaction_id),
    foreign key (brand, interaction_id) references core.interaction on delete cascade
);

-- replies whose check must be done (again): new or changed, or what they answer has changed (written by the merge)
create table ops.unchecked_reply (
    brand core.slug not null,
    occurred_at timestamptz not null,
    interaction_id bigint not null,
    primary key (brand, occurred_at, interaction_id),
    foreign key (brand, interaction_id) references core.interaction on delete cascade
);

-- the version of the check that a brand's replies were last looked at with
create table ops.reply_check_state (
    brand core.slug primary key references core.brand on delete cascade,
    version int not null
);

-- the brand's replies in order of time: what was sent before one, and after it
create index on core.interaction (brand, occurred_at, interaction_id)
    where direction = 'outbound' and is_message and kind <> 'post';

-- ---------------------------------------------------------------- what was planned

-- The minutes a day that the brand gives to answering, from a day on (before the first: the same).
create table core.budget (
    brand core.slug not null references core.brand on delete cascade,
    from_day date not null,
    daily_minutes numeric(6, 1) not null,
    primary key (brand, from_day)
);

-- Minutes that the brand gave to answering on a day; null: no budget was ever kept.
create function core.budget_on(in_brand text, in_day date) returns numeric
language sql stable parallel safe as $$
    select coalesce(
        (select b.daily_minutes from core.budget b
         where b.brand = in_brand and b.from_day <= in_day order by b.from_day desc limit 1),
        (select b.daily_minutes from core.budget b where b.brand = in_brand order by b.from_day limit 1))
$$;

-- The midday block as it was planned, the last time that day.
create table core.block_plan (
    brand core.slug not null references core.brand on delete cascade,
    day date not null,
    planned_at timestamptz not null,
    planned_minutes numeric(6, 1) not null,
    block_minutes numeric(6, 1) not null,        -- what the block had room for
    kept_at timestamptz not null default clock_timestamp(), -- wall clock: what was kept since the marts were computed
    primary key (brand, day)
);

-- ---------------------------------------------------------------- who is heard

-- of who did something on a day: followers as last said by the day's end, else as first said in the 28 days after it
alter table marts.profile_day add followers bigint;

create function core.followers_when(in_brand text, in_profile bigint, t timestamptz) returns bigint
language sql stable parallel safe as $$
    select coalesce(
        (select v.followers from core.profile_version v
         where v.brand = in_brand and v.profile_id = in_profile and v.seen_at <= t and v.followers is not null
         order by v.seen_at desc limit 1),
        (select v.followers from core.profile_version v
         where v.brand = in_brand and v.profile_id = in_profile and v.followers is not null
           and v.seen_at > t and v.seen_at <= t + interval '28 days'
         order by v.seen_at limit 1))
$$;

-- The day on which a member's third interaction that lasts falls: nothing of a later day is a newcomer's. Null: not yet.
create function marts.newcomer_until(in_brand text, in_member bigint) returns date
language sql stable parallel safe as $$
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

-- Whether an inbound interaction is one of the first three of its member that count as of t.
create function core.is_newcomers(
    in_brand text, in_member bigint, in_interaction bigint, in_occurred_at timestamptz, t timestamptz) returns boolean
language sql stable parallel safe as $$
    select count(*) < 3 from (
        select from core.counted_interaction(in_brand) e
        where e.member_id = in_member and e.direction = 'inbound' and e.void_at > t
          and e.occurred_at <= in_occurred_at
          and (e.occurred_at, e.interaction_id) < (in_occurred_at, in_interaction)
        limit 3
    ) earlier
$$;

-- Whether it is answered as of t, or acknowledged where a reaction is enough. The same as in metrics/coverage.sql.
create function core.is_covered(in_brand text, in_interaction bigint, in_tier text, t timestamptz) returns boolean
language sql stable parallel safe as $$
    select exists (
        select from core.answer_span(in_brand, in_interaction) s where s.answered_at <= t and t < s.until_at
    ) or (in_tier = 'T4' and exists (
        select from core.answer r
        where r.brand = in_brand and r.interaction_id = in_interaction and r.via = 'reaction' and r.answered_at <= t
    ))
$$;

-- ---------------------------------------------------------------- what cannot be known

-- Days of which something was not collected: of which account, what it would have fed, why. A step on the way, computed
-- from ops.load_window (ops.not_collected). account: '*' for all of the brand's, 'bluesky:*' for all on one
-- platform, where none of them was tracked yet.
create table marts.unknown_day (
    brand core.slug not null,
    day date not null,
    account text not null,
    feed text not null,                          -- messages, reactions, replies, counts
    cause text not null check (cause in ('unavailable', 'missing', 'untracked')),
    reason text not null,                        -- in words
    primary key (brand, day, account, feed)
);

-- why a figure, or a part of it, is not known; null: all of it is known, or there was no case
alter table marts.metric_daily add why_unknown text;
alter table marts.metric_period add why_unknown text;
alter table marts.distribution_daily add why_unknown text;
alter table marts.cohort_weekly add why_unknown text;
alter table marts.cohort_weekly alter active drop not null;

-- when a window was last another one than before, by the database's clock (updated_at may be a run's own moment)
alter table ops.load_window add changed_at timestamptz not null default clock_timestamp();
create function ops.note_change() returns trigger language plpgsql as $$
begin
    if (new.state, new.reason, new.window_start, new.window_end)
       is distinct from (old.state, old.reason, old.window_start, old.window_end) then
        new.changed_at := clock_timestamp();
    end if;
    return new;
end
$$;
create trigger note_change before update on ops.load_window for each row execute function ops.note_change();

-- when windows were last looked at for what cannot be known
alter table ops.mart_state add windows_seen_at timestamptz;

-- Of some days, what was not collected whole: of which account, what it would have fed, and why. accounts, streams, feeds: what
-- each account's declared streams feed, a row each (feed null: nothing); others feed everything.
-- A stream counts once it gave anything at all (a merged window): what a server does not have is not missed. An account is
-- tracked from its first merged window on. unavailable: the platform does not give it; missing: not collected (yet).
create function ops.not_collected(
    in_brand text, in_zone text, in_days date[], until_at timestamptz, accounts text[], streams text[], feeds text[])
returns table (day date, account text, feed text, cause text, reason text)
language sql stable as $$
    with wanted as materialized (
        select d as day, d::timestamp at time zone in_zone as starts_at, least((d + 1)::timestamp at time zone in_zone, until_at) as ends_at
        from unnest(in_days) d
        where d::timestamp at time zone in_zone < until_at
    ),

    declared as (
        select * from unnest(accounts, streams, feeds) f (account, stream, feed)
    ),

    tracked as materialized (
        select s.account, s.stream, f.feed, min(s.since) over (partition by s.account) as tracked_since,
               min(s.since) over (partition by split_part(s.account, ':', 1)) as first_of_platform,
               min(s.since) over () as first_tracked
        from (
            select w.account, w.stream, min(w.window_start) as since
            from ops.load_window w
            where w.brand = in_brand and w.state = 'merged' and w.stream <> 'release'
            group by w.account, w.stream
        ) s
        cross join lateral (
            select d.feed from declared d where d.account = s.account and d.stream = s.stream
            union all
            select u.feed from unnest(array['messages', 'reactions', 'replies', 'counts']) u (feed)
            where not exists (select from declared d where d.account = s.account and d.stream = s.stream)
        ) f
        where f.feed is not null
    ),

    parts as (
        select w.account, w.stream, d.day, w.state, w.reason, w.updated_at,
               tstzrange(w.window_start, w.window_end) * tstzrange(d.starts_at, d.ends_at) as part
        from ops.load_window w
        cross join lateral generate_series(
            (w.window_start at time zone in_zone)::date, (w.window_end at time zone in_zone)::date, interval '1 day'
        ) on_day
        join wanted d on d.day = on_day::date and w.window_end > d.starts_at and w.window_start < d.ends_at
        where w.brand = in_brand and w.stream <> 'release'
          and w.window_end > (select min(starts_at) from wanted) and w.window_start < (select max(ends_at) from wanted)
    ),

    collected as (
        select account, stream, day,
               coalesce(range_agg(part) filter (where state = 'merged'), '{}') as merged,
               coalesce(range_agg(part) filter (where state = 'unavailable'), '{}') as gone,
               max(reason) filter (where state = 'unavailable') as gone_reason,
               (array_agg(reason order by updated_at desc, reason) filter (where state = 'failed'))[1] as failed_reason
        from parts
        group by account, stream, day
    ),

    lacking as (
        select d.day, s.account, s.feed, s.stream, g.cause, g.reason,
                   d.starts_at < s.first_tracked as is_first, d.starts_at < s.first_of_platform as is_first_of_platform
        from wanted d
        cross join tracked s
        left join collected c on c.account = s.account and c.stream = s.stream and c.day = d.day
        cross join lateral (
            select 'unavailable' as cause, c.gone_reason as reason
            where not (coalesce(c.gone, '{}') - coalesce(c.merged, '{}')) = '{}'
            union all
            select 'missing', coalesce(c.failed_reason, 'not collected')
            where not tstzmultirange(tstzrange(greatest(d.starts_at, s.tracked_since), greatest(d.ends_at, s.tracked_since)))
                  - coalesce(c.merged, '{}') - coalesce(c.gone, '{}') = '{}'
            union all
            select 'untracked', 'before tracking began' where d.starts_at < s.tracked_since
        ) g
    )
    select distinct on (l.day, g.account, l.feed)
           l.day, g.account, l.feed, l.cause,
           case l.cause when 'untracked' then l.reason else l.account || ', ' || l.stream || ': ' || l.reason end
    from lacking l
    cross join lateral (
        select l.account
        union all
        select '*' where l.cause = 'untracked' and l.is_first
        union all
        select split_part(l.account, ':', 1) || ':*' where l.cause = 'untracked' and l.is_first_of_platform
    ) g (account)
    order by l.day, g.account, l.feed, array_position(array['unavailable', 'missing', 'untracked'], l.cause), l.stream
$$;

-- The cells of metrics that cannot be known in the windows of a span, and why. Each metric needs feeds on the days from
-- `since` before a window's first day (or `tracked_since`, of days before tracking began) to its last one. What one account
-- lacks makes its own cell unknown, its platform's, and those over all accounts ('all', which stands for every other
-- dimension); that it was not tracked yet, only its own, until nothing else of the platform or the brand was.
create function marts.unknown_cell(
    in_brand text, in_zone text, grain text, in_first_day date, in_last_day date, as_of timestamptz,
    metrics text[], feeds text[], since text[], tracked_since text[])
returns table (day date, metric text, dimension text, dimension_value text, reason text)
language sql stable parallel safe rows 10 as $$
    with needs as (
        select * from unnest(metrics, feeds, since::interval[], tracked_since::interval[]) n (metric, feed, since, tracked_since)
    ),
    found as (
        select w.day, n.metric, u.account, u.cause, u.reason, u.day as on_day
        from core.metric_window(in_zone, grain, in_first_day, in_last_day, as_of) w
        cross join needs n
        join marts.unknown_day u
            on u.brand = in_brand and u.feed = n.feed and u.day <= w.last_day
           and u.day >= w.day + case u.cause when 'untracked' then n.tracked_since else n.since end
    ),
    cells as (
        select f.*, c.dimension, c.dimension_value
        from found f
        cross join lateral (
            select 'account' as dimension, f.account as dimension_value where f.account not like '%*'
            union all
            select 'platform', split_part(f.account, ':', 1)
            where f.account <> '*' and (f.cause <> 'untracked' or f.account like '%:*')
            union all
            select 'all', 'all' where f.account = '*' or f.cause <> 'untracked'
        ) c
    )
    select day, metric, dimension, dimension_value,
           (array_agg(reason order by on_day, reason))[1]
               || case when count(distinct reason) > 1 then ' (and ' || count(distinct reason) - 1 || ' more)' else '' end
    from cells
    group by 1, 2, 3, 4
$$;

-- ---------------------------------------------------------------- history

insert into ops.unchecked_reply (brand, occurred_at, interaction_id)
select brand, occurred_at, interaction_id from core.interaction
where direction = 'outbound' and is_message and kind <> 'post';

-- marts are computed anew with the next run: they do not hold any of this yet
delete from ops.mart_state;
