-- Purpose: the clock and as-of functions that metrics and the board share.

-- Office seconds elapsed up to t (from an arbitrary origin): the difference of two is the office time between.
-- Null when the brand's office hours are not laid out that far.
create function core.office_seconds(in_brand text, t timestamptz) returns double precision
language sql stable parallel safe as $$
    select s.seconds_before + extract(epoch from least(t, s.closes_at) - s.opens_at)
    from core.office_span s
    where s.brand = in_brand and s.opens_at <= t
    order by s.opens_at desc
    limit 1
$$;

-- Moves staged rows that break a row-level rule into quarantine, each with its reasons. One function for all
-- staging tables: in_table is one of our own names and quoted as an identifier. Returns the loads, a row each.
-- A row is the same wherever it is met again: its fingerprint leaves out the page it stood on.
create function ops.quarantine_staged(
    in_brand text, in_table text, row_nos bigint[], expectations text[], reasons text[])
returns table (load_id bigint)
language plpgsql as $$
begin
    return query execute format(
        $query$
        with verdict as (
            select * from unnest($2, $3, $4) as v (row_no, expectation, reason)
        ),
        broken as (
            delete from staging.%I s using verdict v
            where s.brand = $1 and s.row_no = v.row_no
            returning s.load_id, s.account, coalesce(s.location, '') as location, s.payload_ref,
                      v.expectation, v.reason, (to_jsonb(s) - array['row_no', 'load_id'])::text as raw,
                      sha256(convert_to(('validate', v.expectation,
                          to_jsonb(s) - array['row_no', 'load_id', 'location', 'payload_ref'])::text, 'UTF8')) as fingerprint
        ),
        kept as (
            insert into ops.quarantine as q
                (brand, account, stream, entity, stage, expectation, reason, location, raw, payload_ref,
                 fingerprint, load_id)
            select distinct on (b.account, l.stream, b.fingerprint)
                   $1, b.account, l.stream, $5, 'validate', b.expectation, b.reason, b.location, b.raw,
                   b.payload_ref, b.fingerprint, b.load_id
            from broken b
            join ops.load_window l on l.load_id = b.load_id
            on conflict (brand, account, stream, fingerprint) do update
            set last_seen = now(), times_seen = q.times_seen + 1, load_id = excluded.load_id
        )
        select broken.load_id from broken
        $query$, in_table)
    using in_brand, row_nos, expectations, reasons, in_table;
end
$$;

-- The spans of time in which an inbound interaction counts as answered at `answered_at`: as of a moment t it was
-- answered at the least answered_at among the rows with answered_at <= t < until_at, else not at all.
-- 'thread' holds until a 'parent' answer takes its place; a person's mark holds until it is reopened.
create function core.answer_span(in_brand text, in_interaction bigint)
returns table (answered_at timestamptz, until_at timestamptz)
language sql stable parallel safe rows 1 as $$
    select a.answered_at, timestamptz 'infinity'
    from core.answer a
    where a.brand = in_brand and a.interaction_id = in_interaction and a.via = 'parent'
    union all
    select a.answered_at, a.until_at
    from core.answer a
    where a.brand = in_brand and a.interaction_id = in_interaction and a.via = 'withdrawn'
    union all
    select a.answered_at, coalesce(p.answered_at, 'infinity')
    from core.answer a
    left join core.answer p on p.brand = in_brand and p.interaction_id = in_interaction and p.via = 'parent'
    where a.brand = in_brand and a.interaction_id = in_interaction and a.via = 'thread'
      and (p.answered_at is null or p.answered_at > a.answered_at)
    union all
    select m.acted_at, coalesce(min(r.acted_at), 'infinity')
    from core.action m
    left join core.action r
      on r.brand = in_brand and r.interaction_id = in_interaction and r.action = 'reopened'
     and (r.acted_at, r.action_id) > (m.acted_at, m.action_id)
    where m.brand = in_brand and m.interaction_id = in_interaction and m.action = 'answered'
    group by m.action_id, m.acted_at
$$;

-- What metrics count: everything outbound, and inbound that is not tier none, not by a bot, not by the brand's own
-- accounts. From void_at on it does not count: deleted within 24 h of occurring, and before an answer.
create function core.counted_interaction(in_brand text)
returns table (
    interaction_id bigint, platform text, native_id text, account text, kind text, direction text,
    is_message boolean, thread_key text, profile_id bigint, member_id bigint, tier text, text text,
    occurred_at timestamptz, void_at timestamptz
)
language sql stable parallel safe rows 100000 as $$
    select i.interaction_id, i.platform, i.native_id, i.account, i.kind, i.direction,
           i.is_message, i.thread_key, p.profile_id, p.member_id, t.tier::text, i.text, i.occurred_at,
           case
               when i.deleted_at is null or i.deleted_at > i.occurred_at + interval '24 hours' then 'infinity'
               when exists (
                   select from core.answer_span(in_brand, i.interaction_id) s
                   where s.answered_at <= i.deleted_at and i.deleted_at < s.until_at
               ) then 'infinity'
               else i.deleted_at
           end
    from core.interaction i
    join core.profile p on p.brand = in_brand and p.profile_id = i.author_profile_id
    left join core.tier_in_force t on t.brand = in_brand and t.interaction_id = i.interaction_id
    where i.brand = in_brand
      and (i.direction = 'outbound' or (not p.is_bot and not p.is_own and t.tier is distinct from 'none'))
$$;

-- The windows (day, week from Monday, month) that contain the days first_day to last_day in a zone and have begun
-- by as_of. A figure of a window is as of `at`: its last microsecond, or as_of when that comes first.
create function core.metric_window(in_zone text, grain text, first_day date, last_day date, as_of timestamptz)
returns table (day date, last_day date, starts_at timestamptz, ends_at timestamptz, at timestamptz)
language sql stable parallel safe rows 30 as $$
    select w.begins::date, (w.ends - interval '1 day')::date, w.begins at time zone in_zone,
           least(w.ends at time zone in_zone, as_of),
           least(w.ends at time zone in_zone - interval '1 microsecond', as_of)
    from (
        select s as begins, s + ('1 ' || grain)::interval as ends
        from generate_series(date_trunc(grain, first_day::timestamp), last_day::timestamp, ('1 ' || grain)::interval) s
    ) w
    where w.begins at time zone in_zone <= as_of
$$;

-- The tier in force as of t of one interaction: the newest ruling of a person by then, else the newest automatic
-- one (whenever it was computed; of a text edited only after t, one from before the edit if there is any).
create function core.tier_as_of(in_brand text, in_interaction bigint, in_edited_at timestamptz, t timestamptz)
returns table (tier core.tier, confidence real, flags text[], sentiment real, reasons text[])
language sql stable parallel safe rows 1 as $$
    select a.tier, a.confidence, a.flags, a.sentiment, a.reasons
    from core.tier_assignment a
    where a.brand = in_brand and a.interaction_id = in_interaction
      and (a.assigned_by is null or a.assigned_at <= t)
    order by a.assigned_by is not null desc,
             coalesce(in_edited_at > t and a.assigned_at >= in_edited_at, false),
             a.assignment_id desc
    limit 1
$$;

-- What came in during (since, t], with tier and state as of t; own accounts, bots, blocked and what was deleted by t
-- are left out. state: open, answered, acknowledged (a T4 the brand reacted to), dismissed, snoozed. What a
-- person reopened after the answer is open again.
create function core.inbox_as_of(in_brand text, since timestamptz, t timestamptz)
returns table (
    interaction_id bigint, is_message boolean, author_profile_id bigint, occurred_at timestamptz,
    platform text, tier core.tier, confidence real, flags text[], sentiment real, reasons text[], state text
)
language sql stable parallel safe rows 1000 as $$
    select i.interaction_id, i.is_message, i.author_profile_id, i.occurred_at, i.platform,
           f.tier, f.confidence, f.flags, f.sentiment, f.reasons,
           case when act.action = 'reopened' and (ans.answered_at is null or act.acted_at > ans.answered_at)
                    then 'open'
                when ans.answered_at is not null then 'answered'
                when act.action in ('answered', 'dismissed') then act.action
                when act.action = 'snoozed' and act.snoozed_until > t then 'snoozed'
                when f.tier = 'T4' and r.answered_at is not null then 'acknowledged'
                else 'open' end
    from core.interaction i
    join core.profile p on p.brand = in_brand and p.profile_id = i.author_profile_id
    cross join lateral core.tier_as_of(in_brand, i.interaction_id, i.edited_at, t) f
    left join lateral (
        select a.answered_at
        from core.answer a
        where a.brand = in_brand and a.interaction_id = i.interaction_id and a.via <> 'reaction'
          and a.answered_at <= t and a.until_at > t
        order by a.via
        limit 1
    ) ans on true
    left join core.answer r
        on r.brand = in_brand and r.interaction_id = i.interaction_id and r.via = 'reaction' and r.answered_at <= t
    left join lateral (
        select c.action, c.acted_at, c.snoozed_until
        from core.action c
        where c.brand = in_brand and c.interaction_id = i.interaction_id and c.acted_at <= t
        order by c.acted_at desc, c.action_id desc
        limit 1
    ) act on true
    where i.brand = in_brand and i.direction = 'inbound' and i.occurred_at > since and i.occurred_at <= t
      and (i.deleted_at is null or i.deleted_at > t)
      and not i.is_blocked and not p.is_own and not p.is_bot
$$;

-- Followers of each account at t: the last count reported in the 8 days up to t (an older one is not taken for it).
create function core.followers_at(in_brand text, t timestamptz)
returns table (account text, followers bigint)
language sql stable parallel safe rows 5 as $$
    select a.account, s.followers
    from core.account a
    cross join lateral (
        select x.followers
        from core.audience_snapshot x
        where x.brand = in_brand and x.account = a.account and x.followers is not null
          and x.captured_at <= t and x.captured_at > t - interval '8 days'
        order by x.captured_at desc
        limit 1
    ) s
    where a.brand = in_brand
$$;

-- What each counter of the brand's own posts gained between a snapshot taken in [from_at, until_at] and the one before
-- it, at most 8 days older; the first one counts from zero when its post was at most 48 h old. A counter that fell
-- (taken back, or begun anew) gained nothing, and goes on from there. Null: the gain cannot be known.
create function core.counter_gain(in_brand text, from_at timestamptz, until_at timestamptz)
returns table (post_id bigint, account text, captured_at timestamptz, counter text, gained bigint)
language sql stable parallel safe rows 1000 as $$
    select c.post_id, c.account, c.captured_at, c.counter,
           case
               when c.captured_at - c.earlier_at <= interval '8 days' then greatest(c.total - c.earlier, 0)
               when c.earlier_at is null and c.captured_at - c.published_at <= interval '48 hours' then c.total
           end
    from (
        select p.post_id, p.account, p.published_at, s.captured_at, g.counter, g.total,
               lag(g.total) over of_counter as earlier, lag(s.captured_at) over of_counter as earlier_at
        from core.post_snapshot s
        join core.post p on p.brand = in_brand and p.post_id = s.post_id and p.is_own
        cross join lateral (
            values ('reactions', s.reactions), ('comments', s.comments), ('shares', s.shares), ('quotes', s.quotes),
                   ('clicks', s.clicks), ('saves', s.saves), ('seconds_spent', s.seconds_spent),
                   ('reach', s.reach), ('impressions', s.impressions)
        ) g (counter, total)
        where s.brand = in_brand and g.total is not null
          and s.captured_at >= from_at - interval '8 days' and s.captured_at <= until_at
          and (p.deleted_at is null or p.deleted_at > until_at or p.deleted_at > p.published_at + interval '24 hours')
        window of_counter as (partition by p.post_id, g.counter order by s.captured_at)
    ) c
    where c.captured_at >= from_at
$$;

-- Puts a quarantined row that broke a rule back into its staging table, under a landed window of its own.
create function ops.release_to_staging(
    in_brand text, in_quarantine_id bigint, in_run_id uuid, in_start timestamptz, in_end timestamptz)
returns bigint
language plpgsql as $$
declare
    held ops.quarantine;
    new_load bigint;
    names text;
begin
    select * into strict held from ops.quarantine q
    where q.brand = in_brand and q.quarantine_id = in_quarantine_id and q.stage = 'validate';
    insert into ops.load_window (brand, account, stream, window_start, window_end, state, run_id)
    values (in_brand, held.account, 'release', in_start, in_end, 'landed', in_run_id)
    returning load_id into new_load;
    select string_agg(quote_ident(column_name), ', ') into names
    from information_schema.columns
    where table_schema = 'staging' and table_name = held.entity and column_name not in ('row_no', 'load_id');
    execute format(
        'insert into staging.%1$I (load_id, %2$s)
         select $1, %2$s from jsonb_populate_record(null::staging.%1$I, $2)', held.entity, names)
    using new_load, held.raw::jsonb;
    insert into staging.load (load_id) values (new_load);
    return new_load;
end
$$;

-- Since when a member is active, and a follower, by what was not withdrawn (null: never).
create function marts.lasting_since(in_brand text, in_member bigint)
returns table (active_on date, followed_on date)
language sql stable parallel safe rows 1 as $$
    select min(a.day), min(f.day)
    from core.profile p
    left join lateral (
        select x.day from marts.profile_day x
        where x.brand = in_brand and x.profile_id = p.profile_id and x.active_until = 'infinity'
        order by x.day limit 1
    ) a on true
    left join lateral (
        select x.day from marts.profile_day x
        where x.brand = in_brand and x.profile_id = p.profile_id and x.followed_until = 'infinity'
        order by x.day limit 1
    ) f on true
    where p.brand = in_brand and p.member_id = in_member
$$;

-- The spans of days on which a regular is lost: silent for 30 days, after 4 or more interactions in the 90 before.
-- From activity on the days first_day to last_day, not counting what was withdrawn. fourth_day: the last day from
-- which four interactions reach up to active_on.
create function marts.lost_regular(in_brand text, in_first_day date, in_last_day date)
returns table (member_id bigint, active_on date, lost_from date, lost_until date)
language sql stable parallel safe rows 1000 as $$
    select s.member_id, s.day, s.day + 30, least(s.fourth_day + 119, s.next_day - 1)
    from (
        select m.member_id, m.day, lead(m.day) over by_day as next_day,
               case
                   when m.interactions >= 4 then m.day
                   when m.interactions + lag(m.interactions) over by_day >= 4 then lag(m.day) over by_day
                   when m.interactions + lag(m.interactions) over by_day + lag(m.interactions, 2) over by_day >= 4
                       then lag(m.day, 2) over by_day
                   else lag(m.day, 3) over by_day
               end as fourth_day
        from marts.member_day m
        where m.brand = in_brand and m.day between in_first_day and in_last_day and m.active_until = 'infinity'
        window by_day as (partition by m.member_id order by m.day)
    ) s
    where s.fourth_day is not null and (s.next_day is null or s.next_day > s.day + 30)
$$;
