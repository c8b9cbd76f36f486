-- Purpose: puts what is not known of some days in place of what was noted of them before. Returns the days of which something
-- else is known now.
-- Grain and key: (day, account, feed). Inputs: ops.not_collected; parameters brand, zone, days, until_at, accounts, streams, feeds.
with found as materialized (
    select * from ops.not_collected(
        :brand, :zone, cast(:days as date[]), :until_at, cast(:accounts as text[]), cast(:streams as text[]), cast(:feeds as text[]))
),

gone as (
    delete from marts.unknown_day u
    where u.brand = :brand and u.day = any(cast(:days as date[]))
      and not exists (select from found f where f.day = u.day and f.account = u.account and f.feed = u.feed)
    returning u.day
),

put as (
    insert into marts.unknown_day as u (brand, day, account, feed, cause, reason)
    select :brand, day, account, feed, cause, reason from found
    on conflict (brand, day, account, feed) do update
    set cause = excluded.cause, reason = excluded.reason
    where (u.cause, u.reason) is distinct from (excluded.cause, excluded.reason)
    returning u.day
)

select day from gone union select day from put
