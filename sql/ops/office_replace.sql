-- Purpose: the brand's office hours on the time line, each span with the office time before it.
-- Grain and key: (brand, opens_at). Parameters: brand, opens, closes (arrays of the same length, in order).
-- Writes only what differs; one statement, so readers see the old layout or the new.
with wanted as (
    select opens_at, closes_at,
           coalesce(sum(extract(epoch from closes_at - opens_at)) over (
               order by opens_at rows between unbounded preceding and 1 preceding), 0)::bigint as seconds_before
    from unnest(cast(:opens as timestamptz[]), cast(:closes as timestamptz[])) as u (opens_at, closes_at)
),
gone as (
    delete from core.office_span s
    where s.brand = :brand and not exists (select from wanted w where w.opens_at = s.opens_at)
)
insert into core.office_span as s (brand, opens_at, closes_at, seconds_before)
select :brand, opens_at, closes_at, seconds_before from wanted
on conflict (brand, opens_at) do update
set closes_at = excluded.closes_at, seconds_before = excluded.seconds_before
where (s.closes_at, s.seconds_before) is distinct from (excluded.closes_at, excluded.seconds_before)
