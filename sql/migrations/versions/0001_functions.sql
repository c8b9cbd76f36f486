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

-- The answers in force as of t, one row an answered inbound interaction ('parent' before 'thread').
create function core.answers_as_of(in_brand text, t timestamptz)
returns table (interaction_id bigint, answer_id bigint, answered_at timestamptz)
language sql stable parallel safe rows 1000 as $$
    select distinct on (a.interaction_id) a.interaction_id, a.answer_id, a.answered_at
    from core.answer a
    where a.brand = in_brand and a.answered_at <= t and a.via in ('parent', 'thread')
    order by a.interaction_id, a.via
$$;

-- Moves staged rows that break a row-level rule into quarantine, each with its reasons. One function for all
-- staging tables: in_table is one of our own names and quoted as an identifier. Returns the loads, a row each.
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
                      v.expectation, v.reason, (to_jsonb(s) - array['row_no', 'load_id'])::text as raw
        ),
        kept as (
            insert into ops.quarantine as q
                (brand, account, stream, entity, stage, expectation, reason, location, raw, payload_ref,
                 fingerprint, load_id)
            select distinct on (b.account, l.stream, b.location, b.raw, b.expectation)
                   $1, b.account, l.stream, $5, 'validate', b.expectation, b.reason, b.location, b.raw,
                   b.payload_ref, sha256(convert_to(('validate', b.expectation, b.location, b.raw)::text, 'UTF8')),
                   b.load_id
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
