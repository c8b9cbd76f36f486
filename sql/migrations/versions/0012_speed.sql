-- Purpose: what a run costs does not grow with the history: plans of models that expect more than one row.

-- As 0001 has it, but STRICT, so that it is not put into the query that asks: from inside one the planner read a single
-- window, and joined everything of many days row by row, at a cost that grew with the square of what the days hold.
create or replace function core.metric_window(
    in_zone text, grain text, first_day date, last_day date, as_of timestamptz)
returns table (day date, last_day date, starts_at timestamptz, ends_at timestamptz, at timestamptz)
language sql stable strict parallel safe rows 30 as $$
    select w.begins::date, (w.ends - interval '1 day')::date, w.begins at time zone in_zone,
           least(w.ends at time zone in_zone, as_of),
           least(w.ends at time zone in_zone - interval '1 microsecond', as_of)
    from (
        select s as begins, s + ('1 ' || grain)::interval as ends
        from generate_series(date_trunc(grain, first_day::timestamp), last_day::timestamp, ('1 ' || grain)::interval) s
    ) w
    where w.begins at time zone in_zone <= as_of
$$;

-- Whether an inbound interaction is answered as of t, or acknowledged where a reaction is enough. The same as in
-- metrics/coverage.sql. A table of one row: it is put into the query that asks,
-- where a call for each case took longer than all the rest.
create function core.covered_at(in_brand text, in_interaction bigint, in_tier text, t timestamptz)
returns table (is_covered boolean)
language sql stable parallel safe rows 1 as $$
    select exists (
        select from core.answer_span(in_brand, in_interaction) s where s.answered_at <= t and t < s.until_at
    ) or (in_tier = 'T4' and exists (
        select from core.answer r
        where r.brand = in_brand and r.interaction_id = in_interaction and r.via = 'reaction' and r.answered_at <= t
    ))
$$;
drop function core.is_covered;

-- As 0010 has it, but a table of one row, for the same reason: it is asked of everybody of every day.
drop function core.followers_when;
create function core.followers_when(in_brand text, in_profile bigint, t timestamptz)
returns table (followers bigint)
language sql stable parallel safe rows 1 as $$
    select coalesce(
        (select v.followers from core.profile_version v
         where v.brand = in_brand and v.profile_id = in_profile and v.seen_at <= t and v.followers is not null
         order by v.seen_at desc limit 1),
        (select v.followers from core.profile_version v
         where v.brand = in_brand and v.profile_id = in_profile and v.followers is not null
           and v.seen_at > t and v.seen_at <= t + interval '28 days'
         order by v.seen_at limit 1))
$$;
