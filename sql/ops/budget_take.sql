-- Purpose: take one request of a rate budget, if one may go now: one atomic statement, whoever asks at the same time.
-- Grain: one row: is_taken, and what was known when it was asked. Key: (service, account, kind). Unit: seconds since 1970.
-- Inputs: ops.rate_budget; parameters service, account, kind, now, left_to_others (share of the limit that stays), slack,
-- alone, lost (seconds). Does what connectors/budget_rules.py's `take` does.
with asked as (
    insert into ops.rate_budget as b (service, account, kind, under_way, asked_at)
    values (:service, :account, :kind, array[to_timestamp(:now)], to_timestamp(:now))
    on conflict (service, account, kind) do update set
        (remaining, resets_at, request_limit, unit, told_at) = (
            select
                case when b.unit = '' then b.remaining - 1 else b.remaining end,
                b.resets_at, b.request_limit, b.unit, b.told_at
            where b.resets_at + make_interval(secs => :slack) > to_timestamp(:now)
            union all
            select null, null, null, '', case when b.resets_at is null then b.told_at end
            where (b.resets_at + make_interval(secs => :slack) > to_timestamp(:now)) is not true
        ),
        under_way = array(
            select at from unnest(b.under_way) at where at > to_timestamp(:now - :lost)
        ) || excluded.under_way,
        asked_at = excluded.asked_at
    where case
        when b.resets_at + make_interval(secs => :slack) > to_timestamp(:now)
            then b.remaining > trunc(coalesce(b.request_limit, 0) * cast(:left_to_others as double precision))
        when b.resets_at is null and b.told_at is not null then true
        else not exists (select from unnest(b.under_way) at where at > to_timestamp(:now - :alone))
    end
    returning b.kind
)
select
    exists (select from asked) as is_taken,
    b.remaining,
    cast(extract(epoch from b.resets_at) as double precision) as resets_at,
    b.request_limit,
    coalesce(b.unit, '') as unit
from (values (1)) one
left join ops.rate_budget b on (b.service, b.account, b.kind) = (:service, :account, :kind)
