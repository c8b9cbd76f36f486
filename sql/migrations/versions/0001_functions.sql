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
