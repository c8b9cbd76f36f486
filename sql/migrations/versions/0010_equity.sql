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
-- from ops.load_window (sql/metrics/store/unknown_days.sql).
create table marts.unknown_day (
    brand core.slug not null,
    day date not null,
    account text not null,
    feed text not null,                          -- messages, reactions, replies
    cause text not null check (cause in ('unavailable', 'missing', 'untracked')),
    reason text not null,                        -- in words
    primary key (brand, day, account, feed)
);

-- why a figure is not known; null: it is known, or there was no case
alter table marts.metric_daily add why_unknown text;
alter table marts.metric_period add why_unknown text;
alter table marts.distribution_daily add why_unknown text;
alter table marts.cohort_weekly add why_unknown text;

-- when windows were last looked at for what cannot be known
alter table ops.mart_state add windows_seen_at timestamptz;

-- ---------------------------------------------------------------- history

insert into ops.unchecked_reply (brand, occurred_at, interaction_id)
select brand, occurred_at, interaction_id from core.interaction
where direction = 'outbound' and is_message and kind <> 'post';

-- marts are computed anew with the next run: they do not hold any of this yet
delete from ops.mart_state;
