-- Purpose: the warehouse's schemas and tables (core, staging, marts, ops), first version.
-- Every row belongs to a brand; every key begins with it, so nothing of one brand can refer to another's.
-- All timestamps are timestamptz (UTC inside); days in marts are calendar days in the brand's zone.

create schema core;
create schema staging;
create schema marts;
create schema ops;

create domain core.slug as text check (value ~ '^[a-z0-9][a-z0-9_-]{0,62}$');
create domain core.tier as text check (value in ('T1', 'T2', 'T3', 'T4', 'none'));

-- ---------------------------------------------------------------- core: who and where

create table core.brand (
    brand core.slug primary key,
    name text not null,
    timezone text not null,
    locale text not null default 'en_GB',
    created_at timestamptz not null default now()
);

create table core.account (
    brand core.slug not null references core.brand on delete cascade,
    account text not null,                       -- 'platform:handle', as configured
    platform text not null,
    handle text not null,
    native_id text,
    display_name text,
    tracked_since timestamptz,                   -- earliest window ever asked for
    primary key (brand, account)
);

-- Office hours laid out on the time line (from the brand's zone, hours, holidays, away days; DST resolved).
-- seconds_before is the office time elapsed before opens_at, so an office clock is one index lookup.
create table core.office_span (
    brand core.slug not null references core.brand on delete cascade,
    opens_at timestamptz not null,
    closes_at timestamptz not null check (closes_at > opens_at),
    seconds_before bigint not null,
    primary key (brand, opens_at)
);

create table core.member (
    brand core.slug not null references core.brand on delete cascade,
    member_id bigint generated always as identity,
    primary key (brand, member_id)
);

create table core.profile (
    brand core.slug not null references core.brand on delete cascade,
    profile_id bigint generated always as identity,
    platform text not null,
    native_id text not null,
    member_id bigint not null,
    handle text,
    display_name text,
    followers bigint,
    lang text,
    permalink text,
    is_bot boolean not null default false,
    is_own boolean not null default false,       -- the brand's own account
    first_seen timestamptz,
    last_seen timestamptz,
    described_at timestamptz,                    -- when it was last so described
    primary key (brand, profile_id),
    unique (brand, platform, native_id),
    foreign key (brand, member_id) references core.member
);
create index on core.profile (brand, member_id);

create table core.member_merge (
    brand core.slug not null references core.brand on delete cascade,
    merge_id bigint generated always as identity,
    from_member bigint not null,
    into_member bigint not null,
    profile_ids bigint[] not null,
    merged_at timestamptz not null,
    merged_by text not null,
    undone_at timestamptz,
    primary key (brand, merge_id)
);

-- ---------------------------------------------------------------- core: what was said

create table core.post (
    brand core.slug not null references core.brand on delete cascade,
    post_id bigint generated always as identity,
    platform text not null,
    native_id text not null,
    account text,
    author_profile_id bigint not null,
    kind text not null,
    text text,
    is_own boolean not null,
    is_ugc boolean not null default false,
    media text[] not null default '{}',
    hashtags text[] not null default '{}',
    campaign text,
    permalink text,
    published_at timestamptz not null,
    edited_at timestamptz,
    deleted_at timestamptz,
    collected_at timestamptz not null,
    payload_ref text,
    content_hash bytea not null,
    primary key (brand, post_id),
    unique (brand, platform, native_id),
    foreign key (brand, author_profile_id) references core.profile
);
create index on core.post (brand, published_at);
create index on core.post (brand, author_profile_id);

create table core.interaction (
    brand core.slug not null references core.brand on delete cascade,
    interaction_id bigint generated always as identity,
    platform text not null,
    native_id text not null,
    account text not null,
    kind text not null,
    direction text not null check (direction in ('inbound', 'outbound')),
    is_message boolean not null,                 -- says something in words: counts in a thread's depth
    author_profile_id bigint not null,
    post_native_id text,
    parent_native_id text,
    parent_id bigint,                            -- null until the parent is known
    thread_key text not null,                    -- the native id of the thread's root
    text text,
    first_text text,
    lang text,
    media text[] not null default '{}',
    hashtags text[] not null default '{}',
    links text[] not null default '{}',
    likes bigint,
    shares bigint,
    permalink text,
    compose_link text,
    is_blocked boolean not null default false,
    occurred_at timestamptz not null,
    edited_at timestamptz,
    is_edit_dated boolean not null default false, -- the platform gave the time of the edit
    deleted_at timestamptz,
    collected_at timestamptz not null,
    payload_ref text,
    content_hash bytea not null,
    primary key (brand, interaction_id),
    unique (brand, platform, native_id),
    foreign key (brand, author_profile_id) references core.profile,
    foreign key (brand, account) references core.account
);
create index on core.interaction (brand, occurred_at);
create index on core.interaction (brand, platform, thread_key, occurred_at);
create index on core.interaction (brand, author_profile_id, occurred_at);
create index on core.interaction (brand, platform, parent_native_id) where parent_native_id is not null;
create index on core.interaction (brand, deleted_at) where deleted_at is not null;

-- inbound interaction -> first outbound one, by each way of finding it. In force as of a moment t: among rows
-- with answered_at <= t, 'parent' before 'thread'. 'reaction' is an acknowledgement and not an answer. 'withdrawn':
-- the first answer that the brand has deleted since, in force until then; a replay of before still sees it.
create table core.answer (
    brand core.slug not null references core.brand on delete cascade,
    interaction_id bigint not null,
    via text not null check (via in ('parent', 'thread', 'reaction', 'withdrawn')),
    answer_id bigint not null,
    answered_at timestamptz not null,
    until_at timestamptz not null default 'infinity',
    primary key (brand, interaction_id, via),
    foreign key (brand, interaction_id) references core.interaction on delete cascade,
    foreign key (brand, answer_id) references core.interaction on delete cascade
);
create index on core.answer (brand, answered_at);
create index on core.answer (brand, answer_id);

-- append-only
create table core.tier_assignment (
    brand core.slug not null references core.brand on delete cascade,
    assignment_id bigint generated always as identity,
    interaction_id bigint not null,
    tier core.tier not null,
    confidence real not null check (confidence between 0 and 1),
    flags text[] not null default '{}',
    sentiment real,
    reasons text[] not null default '{}',
    engine text not null,                        -- 'signals-1'; 'person' for a ruling
    assigned_by text,                            -- null: the engine; else who
    assigned_at timestamptz not null,
    primary key (brand, assignment_id),
    foreign key (brand, interaction_id) references core.interaction on delete cascade
);
create index on core.tier_assignment (brand, interaction_id, assignment_id);

-- the assignment in force now: newest human one, else newest automatic one (kept by sql/merge/tiers.sql)
create table core.tier_in_force (
    brand core.slug not null references core.brand on delete cascade,
    interaction_id bigint not null,
    assignment_id bigint not null,
    tier core.tier not null,
    is_human boolean not null,
    engine text not null,
    text_hash bytea,                             -- of the text it was assigned for
    primary key (brand, interaction_id),
    foreign key (brand, interaction_id) references core.interaction on delete cascade
);

-- what a person did about an interaction (append-only; the newest at or before a moment is in force then)
create table core.action (
    brand core.slug not null references core.brand on delete cascade,
    action_id bigint generated always as identity,
    interaction_id bigint not null,
    action text not null check (action in ('answered', 'dismissed', 'snoozed', 'reopened')),
    snoozed_until timestamptz,
    note text,
    acted_by text not null,
    acted_at timestamptz not null,
    primary key (brand, action_id),
    foreign key (brand, interaction_id) references core.interaction on delete cascade
);
create index on core.action (brand, interaction_id, acted_at);

create table core.post_snapshot (
    brand core.slug not null references core.brand on delete cascade,
    post_id bigint not null,
    captured_at timestamptz not null,
    reactions bigint, comments bigint, shares bigint, quotes bigint, clicks bigint, saves bigint,
    impressions bigint, reach bigint, seconds_spent bigint,
    primary key (brand, post_id, captured_at),
    foreign key (brand, post_id) references core.post on delete cascade
);
create index on core.post_snapshot (brand, captured_at);

create table core.audience_snapshot (
    brand core.slug not null references core.brand on delete cascade,
    account text not null,
    captured_at timestamptz not null,
    followers bigint, following bigint, posts bigint, reach bigint, impressions bigint,
    primary key (brand, account, captured_at),
    foreign key (brand, account) references core.account on delete cascade
);

-- what a platform said is gone, kept also for what has not arrived yet (windows may arrive in any order)
create table core.deletion (
    brand core.slug not null references core.brand on delete cascade,
    platform text not null,
    native_id text not null,
    deleted_at timestamptz not null,             -- the earliest moment it was said of
    primary key (brand, platform, native_id)
);

-- counts of posts that have not arrived yet; they move to core.post_snapshot when the post does
create table core.early_snapshot (
    brand core.slug not null references core.brand on delete cascade,
    platform text not null,
    native_id text not null,
    captured_at timestamptz not null,
    reactions bigint, comments bigint, shares bigint, quotes bigint, clicks bigint, saves bigint,
    impressions bigint, reach bigint, seconds_spent bigint,
    primary key (brand, platform, native_id, captured_at)
);

-- ---------------------------------------------------------------- staging: unlogged, emptied after the merge

create unlogged table staging.profile (
    load_id bigint not null, row_no bigint generated always as identity, location text, payload_ref text,
    brand text not null, account text not null,
    platform text, native_id text, handle text, display_name text, followers bigint, lang text,
    permalink text, is_bot boolean, seen_at timestamptz
);
create unlogged table staging.post (
    load_id bigint not null, row_no bigint generated always as identity, location text, payload_ref text,
    brand text not null, account text not null,
    platform text, native_id text, author_native_id text, published_at timestamptz, kind text, text text,
    is_own boolean, is_ugc boolean, media text[], hashtags text[], campaign text, permalink text,
    edited_at timestamptz
);
create unlogged table staging.interaction (
    load_id bigint not null, row_no bigint generated always as identity, location text, payload_ref text,
    brand text not null, account text not null,
    platform text, native_id text, kind text, direction text, author_native_id text, occurred_at timestamptz,
    text text, parent_native_id text, root_native_id text, post_native_id text, lang text, permalink text,
    compose_link text, media text[], hashtags text[], links text[], likes bigint, shares bigint,
    edited_at timestamptz, is_blocked boolean
);
create unlogged table staging.post_snapshot (
    load_id bigint not null, row_no bigint generated always as identity, location text, payload_ref text,
    brand text not null, account text not null,
    platform text, native_id text, captured_at timestamptz,
    reactions bigint, comments bigint, shares bigint, quotes bigint, clicks bigint, saves bigint,
    impressions bigint, reach bigint, seconds_spent bigint
);
create unlogged table staging.audience_snapshot (
    load_id bigint not null, row_no bigint generated always as identity, location text, payload_ref text,
    brand text not null, account text not null,
    platform text, captured_at timestamptz,
    followers bigint, following bigint, posts bigint, reach bigint, impressions bigint
);
create unlogged table staging.deletion (
    load_id bigint not null, row_no bigint generated always as identity, location text, payload_ref text,
    brand text not null, account text not null,
    platform text, native_id text, deleted_at timestamptz
);
-- which loads stand here: a crash of the server empties unlogged tables, this one too
create unlogged table staging.load (load_id bigint primary key);
create index on staging.profile (load_id);
create index on staging.post (load_id);
create index on staging.interaction (load_id);
create index on staging.post_snapshot (load_id);
create index on staging.audience_snapshot (load_id);
create index on staging.deletion (load_id);

-- ---------------------------------------------------------------- ops

create table ops.run (
    run_id uuid primary key,
    brand core.slug not null references core.brand on delete cascade,
    flow text not null,                          -- morning-scan, midday-block, evening-check, weekly-review, backfill
    as_of timestamptz not null,
    is_replay boolean not null,                  -- as_of was given: a past moment is looked at again
    state text not null check (state in ('running', 'completed', 'failed')),
    counts jsonb not null default '{}',
    problems text[] not null default '{}',       -- what could not be collected, and why, in words
    flow_run_id text,                            -- Prefect's
    started_at timestamptz not null default now(),
    finished_at timestamptz
);
create index on ops.run (brand, started_at);

create table ops.load_window (
    load_id bigint generated always as identity primary key,
    brand core.slug not null references core.brand on delete cascade,
    account text not null,
    stream text not null,
    window_start timestamptz not null,
    window_end timestamptz not null check (window_end > window_start),
    state text not null check (state in ('pending', 'landed', 'merged', 'unavailable', 'failed')),
    reason text,                                 -- why unavailable or failed, in words
    fetched int not null default 0,              -- pages
    parsed int not null default 0,               -- records
    quarantined int not null default 0,
    inserted int not null default 0,
    changed int not null default 0,
    unchanged int not null default 0,
    orphans int not null default 0,              -- rows whose parent is not known: roots of their own thread
    cursor text,
    landing_ref text,
    run_id uuid,
    updated_at timestamptz not null default now(),
    unique (brand, account, stream, window_start, window_end),
    foreign key (brand, account) references core.account on delete cascade
);

create table ops.quarantine (
    quarantine_id bigint generated always as identity primary key,
    brand core.slug not null references core.brand on delete cascade,
    account text not null,
    stream text not null,
    entity text not null,
    stage text not null check (stage in ('parse', 'validate')),
    expectation text not null,
    severity text not null default 'error' check (severity in ('error', 'warning')),
    reason text not null,
    location text not null,
    raw text not null,
    payload_ref text,
    fingerprint bytea not null,                  -- of stage, expectation, location and raw
    load_id bigint,
    first_seen timestamptz not null default now(),
    last_seen timestamptz not null default now(),
    times_seen int not null default 1,
    state text not null default 'waiting' check (state in ('waiting', 'released', 'dropped')),
    decided_at timestamptz,
    decided_by text,
    unique (brand, account, stream, fingerprint)
);
create index on ops.quarantine (brand, state);

create table ops.validation (
    validation_id bigint generated always as identity primary key,
    run_id uuid,
    brand core.slug not null references core.brand on delete cascade,
    entity text not null,
    expectation text not null,
    severity text not null,
    level text not null check (level in ('row', 'batch')),
    is_success boolean not null,
    evaluated bigint not null,
    unexpected bigint not null,
    validated_at timestamptz not null default now()
);
create index on ops.validation (brand, validated_at);

create table ops.outbox (
    outbox_id bigint generated always as identity primary key,
    brand core.slug not null references core.brand on delete cascade,
    flow text not null,
    period text not null,                        -- '2026-11-22' or '2026-W47'; with '#2' for a wanted resend
    recipient text not null,
    subject text not null,
    state text not null check (state in ('pending', 'sending', 'sent', 'failed')),
    message_id text not null,
    attempts int not null default 0,
    last_error text,
    delivered_to text,                           -- smtp host, or the folder's file
    created_at timestamptz not null default now(),
    sent_at timestamptz,
    unique (brand, flow, period, recipient)
);

create table ops.draft_offer (
    brand core.slug not null references core.brand on delete cascade,
    interaction_id bigint not null,
    member_id bigint not null,
    framework text not null,
    flow text not null,
    offered_at timestamptz not null,
    primary key (brand, interaction_id, offered_at)
);

-- days whose metrics must be computed again (written in the merge's transaction; see metrics/store/take_touched.sql)
create table ops.touched_day (
    brand core.slug not null references core.brand on delete cascade,
    day date not null,
    primary key (brand, day)
);

-- inbound interactions whose tier must be assigned (written in the merge's transaction)
create table ops.untiered (
    brand core.slug not null,
    interaction_id bigint not null,
    primary key (brand, interaction_id),
    foreign key (brand, interaction_id) references core.interaction on delete cascade
);

-- the engine that a brand's history was last assigned by
create table ops.tier_state (
    brand core.slug primary key references core.brand on delete cascade,
    engine text not null
);

create table ops.mart_state (
    brand core.slug primary key references core.brand on delete cascade,
    computed_from date not null,                 -- marts hold every day from here to computed_through's
    computed_through timestamptz not null
);

-- ---------------------------------------------------------------- marts

create table marts.metric_daily (
    brand core.slug not null,
    day date not null,
    metric text not null,
    dimension text not null default 'all',       -- 'all', 'tier', 'account', 'platform', 'base', ...
    dimension_value text not null default 'all',
    numerator numeric,
    denominator numeric,
    value double precision,                      -- null: cannot be known
    definition_version int not null,
    primary key (brand, metric, day, dimension, dimension_value)
);

-- medians and percentiles do not roll up: one row a measure, with the number of cases it stands on
create table marts.distribution_daily (
    brand core.slug not null,
    day date not null,
    metric text not null,                        -- first_reply_time, conversation_depth
    dimension text not null default 'all',       -- 'clock': 'wall' | 'office'; 'side': 'peer'
    dimension_value text not null default 'all',
    measure text not null,                       -- km_median, km_p90, naive_median, mean, median, p90
    n bigint not null,
    censored bigint not null default 0,
    value double precision,                      -- seconds for times; null: not reached or no cases
    definition_version int not null,
    primary key (brand, metric, day, dimension, dimension_value, measure)
);

create table marts.metric_period (
    brand core.slug not null,
    period text not null check (period in ('week', 'month')),
    period_start date not null,
    metric text not null,
    dimension text not null default 'all',
    dimension_value text not null default 'all',
    numerator numeric,
    denominator numeric,
    value double precision,
    definition_version int not null,
    primary key (brand, period, metric, period_start, dimension, dimension_value)
);

create table marts.cohort_weekly (
    brand core.slug not null,
    cohort_week date not null,
    week_number int not null,
    members bigint not null,
    active bigint not null,
    definition_version int not null,
    primary key (brand, cohort_week, week_number)
);

-- a step on the way: who did something inbound on a day (not tier none, no bots, no own accounts)
create table marts.profile_day (
    brand core.slug not null,
    profile_id bigint not null,
    day date not null,
    interactions int not null,                   -- without those deleted within 24 h and before an answer
    active_until timestamptz not null,           -- 'infinity', or when the last of them was so deleted
    spoke_until timestamptz,                     -- the same of all but follows; null: nothing but a follow
    followed_until timestamptz,                  -- the same of follows; null: no follow that day
    primary key (brand, profile_id, day)
);
create index on marts.profile_day (brand, day);
create index on marts.profile_day (brand, profile_id, day) where followed_until is not null;

create view marts.member_day as
select d.brand, p.member_id, d.day, sum(d.interactions) as interactions, max(d.active_until) as active_until,
       max(d.spoke_until) as spoke_until, max(d.followed_until) as followed_until
from marts.profile_day d
join core.profile p on p.brand = d.brand and p.profile_id = d.profile_id
group by d.brand, p.member_id, d.day;
