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
