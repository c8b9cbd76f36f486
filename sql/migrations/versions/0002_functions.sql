-- Purpose: reading profiles as of a moment; and the functions of 0001 that the moments of 0002 change.

-- The last word on each thing that was said of a profile during [since, t]; null: nothing was said of it then.
create function core.profile_said(in_brand text, in_profile bigint, since timestamptz, t timestamptz)
returns table (handle text, display_name text, followers bigint, lang text)
language sql stable parallel safe rows 1 as $$
    select
        (select v.handle from core.profile_version v
         where v.brand = in_brand and v.profile_id = in_profile and v.seen_at >= since and v.seen_at <= t
           and v.handle is not null order by v.seen_at desc limit 1),
        (select v.display_name from core.profile_version v
         where v.brand = in_brand and v.profile_id = in_profile and v.seen_at >= since and v.seen_at <= t
           and v.display_name is not null order by v.seen_at desc limit 1),
        (select v.followers from core.profile_version v
         where v.brand = in_brand and v.profile_id = in_profile and v.seen_at >= since and v.seen_at <= t
           and v.followers is not null order by v.seen_at desc limit 1),
        (select v.lang from core.profile_version v
         where v.brand = in_brand and v.profile_id = in_profile and v.seen_at >= since and v.seen_at <= t
           and v.lang is not null order by v.seen_at desc limit 1)
$$;

-- A profile as of t. Everybody needs a name: who was never described by then has the first one known later (a handle
-- likewise). Followers and language are then not known: those of later are not those of then.
create function core.profile_as_of(in_brand text, in_profile bigint, t timestamptz)
returns table (name text, handle text, followers bigint, lang text)
language sql stable parallel safe rows 1 as $$
    select coalesce(
               s.display_name, s.handle,
               (select coalesce(v.display_name, v.handle) from core.profile_version v
                where v.brand = in_brand and v.profile_id = in_profile and v.seen_at > t
                  and coalesce(v.display_name, v.handle) is not null order by v.seen_at limit 1),
               (select coalesce(p.display_name, p.handle) from core.profile p
                where p.brand = in_brand and p.profile_id = in_profile),
               ''),
           coalesce(
               s.handle,
               (select v.handle from core.profile_version v
                where v.brand = in_brand and v.profile_id = in_profile and v.seen_at > t
                  and v.handle is not null order by v.seen_at limit 1),
               (select p.handle from core.profile p where p.brand = in_brand and p.profile_id = in_profile)),
           s.followers, s.lang
    from core.profile_said(in_brand, in_profile, '-infinity', t) s
$$;

-- Whether an interaction is blocked as of t: since it was first seen so, or since ever where that is not known.
create function core.is_blocked_at(is_blocked boolean, blocked_at timestamptz, t timestamptz) returns boolean
language sql immutable parallel safe as $$
    select is_blocked and coalesce(blocked_at, '-infinity') <= t
$$;

-- Moves staged rows that break a row-level rule into quarantine, each with its reasons. One function for all
-- staging tables: in_table is one of our own names and quoted as an identifier. Returns the loads, a row each.
-- A row is the same wherever it is met again: its fingerprint leaves out the page it stood on.
create or replace function ops.quarantine_staged(
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
                      coalesce(to_jsonb(s)->>'occurred_at', to_jsonb(s)->>'published_at', to_jsonb(s)->>'captured_at',
                               to_jsonb(s)->>'seen_at', to_jsonb(s)->>'deleted_at')::timestamptz as said_at,
                      sha256(convert_to(('validate', v.expectation,
                          to_jsonb(s) - array['row_no', 'load_id', 'location', 'payload_ref'])::text, 'UTF8')) as fingerprint
        ),
        kept as (
            insert into ops.quarantine as q
                (brand, account, stream, entity, stage, expectation, reason, location, raw, payload_ref,
                 fingerprint, load_id, happened_at)
            select distinct on (b.account, l.stream, b.fingerprint)
                   $1, b.account, l.stream, $5, 'validate', b.expectation, b.reason, b.location, b.raw,
                   b.payload_ref, b.fingerprint, b.load_id,
                   -- a moment that cannot be is taken for the nearest one of the window
                   greatest(least(coalesce(b.said_at, l.window_start), l.window_end - interval '1 microsecond'), l.window_start)
            from broken b
            join ops.load_window l on l.load_id = b.load_id
            on conflict (brand, account, stream, fingerprint) do update
            set last_seen = now(), times_seen = q.times_seen + 1, load_id = excluded.load_id,
                happened_at = least(q.happened_at, excluded.happened_at)
        )
        select broken.load_id from broken
        $query$, in_table)
    using in_brand, row_nos, expectations, reasons, in_table;
end
$$;

-- The tier in force as of t of one interaction: the newest ruling of a person by then, else the newest automatic
-- one (whenever it was computed; of a text edited only after t, one from before the edit if there is any).
create or replace function core.tier_as_of(in_brand text, in_interaction bigint, in_edited_at timestamptz, t timestamptz)
returns table (tier core.tier, confidence real, flags text[], sentiment real, reasons text[])
language sql stable parallel safe rows 1 as $$
    select a.tier, a.confidence, a.flags, a.sentiment, a.reasons
    from core.tier_assignment a
    where a.brand = in_brand and a.interaction_id = in_interaction
      and (a.assigned_by is null or a.assigned_at <= t)
    order by a.assigned_by is not null desc,
             coalesce(in_edited_at > t and a.assigned_at >= coalesce(
                 (select i.text_changed_at from core.interaction i
                  where i.brand = in_brand and i.interaction_id = in_interaction), in_edited_at), false),
             a.assignment_id desc
    limit 1
$$;

-- What came in during (since, t], with tier and state as of t; own accounts, bots, blocked and what was deleted by t
-- are left out. state: open, answered, acknowledged (a T4 the brand reacted to), dismissed, snoozed. What a
-- person reopened after the answer is open again.
create or replace function core.inbox_as_of(in_brand text, since timestamptz, t timestamptz)
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
      and not core.is_blocked_at(i.is_blocked, i.blocked_at, t) and not p.is_own and not p.is_bot
$$;
