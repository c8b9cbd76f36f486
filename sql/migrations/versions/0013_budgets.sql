-- Purpose: what services still let through, shared by all processes (connectors/budget_store.py).

-- One row a service, account and kind of request; written at every request, so rows stay where they are (fillfactor).
-- No brand: two brands that read by one account share its budget, and no row says anything of a community.
create table ops.rate_budget (
    service text not null,                        -- address of the service, without credentials
    account text not null,                        -- platform:handle
    kind text not null,                           -- requests that the service counts together; '' when it counts all
    remaining int check (remaining >= 0),         -- requests (or percent) left; null: not told, or over
    resets_at timestamptz,                        -- end of the service's window
    request_limit int,
    unit text not null default '',                -- ' %' where the service tells percent
    told_at timestamptz,                          -- when the window was first told of; alone: nothing is ever told
    under_way timestamptz[] not null default '{}',-- when each request that is not answered yet was taken
    asked_at timestamptz not null,
    primary key (service, account, kind),
    check ((remaining is null) = (resets_at is null)),
    check (resets_at is null or told_at is not null)
) with (fillfactor = 50);
