-- Purpose: put an answer to a request into its rate budget: it is no longer under way, and what it told is merged.
-- Key: (service, account, kind). Unit: seconds since 1970. Inputs: ops.rate_budget; parameters service, account, kind,
-- taken_at, now, remaining, resets_at, request_limit, unit (what was told; remaining null: nothing, or of a window that
-- is over), told_at (now; null: nothing was told, and that says nothing of the service's ways), slack, same, lost (seconds).
-- Does what connectors/budget_rules.py's `answer` does.
insert into ops.rate_budget as b (
    service, account, kind, remaining, resets_at, request_limit, unit, told_at, asked_at
)
values (
    :service, :account, :kind, :remaining, to_timestamp(:resets_at), :request_limit, :unit,
    to_timestamp(:told_at), to_timestamp(:now)
)
on conflict (service, account, kind) do update set
    (remaining, resets_at, request_limit, unit, told_at, under_way) = (
        with seen as (
            select
                array(
                    select one.at from unnest(b.under_way) with ordinality one (at, place)
                    where one.place is distinct from array_position(b.under_way, to_timestamp(:taken_at))
                        and one.at > to_timestamp(:now - :lost)
                    order by one.place
                ) as others,
                (b.resets_at + make_interval(secs => :slack) > excluded.asked_at) is true as is_open,
                extract(epoch from excluded.resets_at - b.resets_at) as later,
                excluded.remaining is not null as is_told
        ),
        judged as (
            select
                others,
                -- What is under way may not be in the service's count.
                greatest(excluded.remaining - case when excluded.unit = '' then cardinality(others) else 0 end, 0) as less,
                case
                    when is_told and not is_open then 'new'
                    when is_told and abs(later) < :same
                        then case when excluded.remaining < b.remaining then 'fewer' else 'kept' end
                    when is_told and later < 0 and to_timestamp(:taken_at) < b.told_at then 'kept' -- a late answer
                    when is_told then 'new'
                    when is_open or excluded.told_at is null then 'kept'
                    when b.resets_at is null and b.told_at is not null then 'kept'
                    else 'silent'
                end as verdict
            from seen
        )
        select
            case verdict when 'kept' then b.remaining when 'silent' then null else less end,
            case verdict when 'kept' then b.resets_at else excluded.resets_at end,
            case verdict when 'kept' then b.request_limit else excluded.request_limit end,
            case verdict when 'kept' then b.unit else excluded.unit end,
            case when verdict in ('kept', 'fewer') then b.told_at else excluded.told_at end,
            others
        from judged
    ),
    asked_at = greatest(b.asked_at, excluded.asked_at)
