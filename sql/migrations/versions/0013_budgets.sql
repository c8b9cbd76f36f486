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

-- Take one request of a budget, if one may go now. Does what connectors/budget_rules.py's `take` does, on the row alone:
-- who asks at the same time waits for it. (A function, so that its plans are made once a connection.)
create function ops.budget_take(
    the_service text, the_account text, the_kind text,
    at_now timestamptz, left_to_others double precision, slack interval, alone interval, lost interval
) returns table (is_taken boolean, remaining int, resets_at timestamptz, request_limit int, unit text)
language plpgsql as $$
#variable_conflict use_column
declare
    b ops.rate_budget;
    is_open boolean;
begin
    loop
        select * into b from ops.rate_budget
        where service = the_service and account = the_account and kind = the_kind for no key update;
        exit when found;
        insert into ops.rate_budget (service, account, kind, under_way, asked_at)
        values (the_service, the_account, the_kind, array[at_now], at_now)
        on conflict do nothing;
        if found then
            is_taken := true;
            return next;
            return;
        end if; -- else somebody was first
    end loop;
    is_open := coalesce(b.resets_at + slack > at_now, false);
    if is_open then
        is_taken := b.remaining > trunc(coalesce(b.request_limit, 0) * left_to_others);
        b.remaining := b.remaining - case when is_taken and b.unit = '' then 1 else 0 end;
    elsif b.resets_at is null and b.told_at is not null then
        is_taken := true;
    else -- nobody knows how many: one goes alone
        is_taken := not exists (select from unnest(b.under_way) at where at > at_now - alone);
    end if;
    if is_taken then
        update ops.rate_budget set
            remaining = case when is_open then b.remaining end,
            resets_at = case when is_open then b.resets_at end,
            request_limit = case when is_open then b.request_limit end,
            unit = case when is_open then b.unit else '' end,
            told_at = case when is_open or b.resets_at is null then b.told_at end,
            under_way = array(select at from unnest(b.under_way) at where at > at_now - lost) || at_now,
            asked_at = at_now
        where service = the_service and account = the_account and kind = the_kind;
    end if;
    remaining := b.remaining;
    resets_at := b.resets_at;
    request_limit := b.request_limit;
    unit := b.unit;
    return next;
end $$;

-- Put an answer to the request that was taken at `of_taken` into its budget. Does what `answer` does there. `of_told` is
-- null where nothing was told and that says nothing of the service's ways; `of_remaining` null: it told no budget.
create function ops.budget_answer(
    the_service text, the_account text, the_kind text, of_taken timestamptz, at_now timestamptz,
    of_remaining int, of_reset timestamptz, of_limit int, of_unit text, of_told timestamptz,
    slack interval, same interval, lost interval
) returns void
language plpgsql as $$
#variable_conflict use_column
declare
    b ops.rate_budget;
    is_open boolean;
    is_same boolean;
    others timestamptz[];
    less int := of_remaining;
begin
    select * into b from ops.rate_budget
    where service = the_service and account = the_account and kind = the_kind for no key update;
    if not found then
        insert into ops.rate_budget (
            service, account, kind, remaining, resets_at, request_limit, unit, told_at, asked_at
        )
        values (the_service, the_account, the_kind, of_remaining, of_reset, of_limit, of_unit, of_told, at_now)
        on conflict do nothing;
        return;
    end if;
    others := array(
        select one.at from unnest(b.under_way) with ordinality one (at, place)
        where one.place is distinct from array_position(b.under_way, of_taken) and one.at > at_now - lost
        order by one.place
    );
    is_open := coalesce(b.resets_at + slack > at_now, false);
    is_same := is_open and abs(extract(epoch from of_reset - b.resets_at)) < extract(epoch from same);
    if of_unit = '' then -- what is under way may not be in the service's count
        less := greatest(of_remaining - cardinality(others), 0);
    end if;
    if of_remaining is not null and is_same then
        if of_remaining < b.remaining then
            b.remaining := less; b.resets_at := of_reset; b.request_limit := of_limit; b.unit := of_unit;
        end if;
    elsif of_remaining is not null then
        if not (is_open and of_reset < b.resets_at and of_taken < b.told_at) then -- else a late answer
            b.remaining := less; b.resets_at := of_reset; b.request_limit := of_limit; b.unit := of_unit;
            b.told_at := of_told;
        end if;
    elsif not is_open and of_told is not null and (b.resets_at is not null or b.told_at is null) then
        b.remaining := null; b.resets_at := null; b.request_limit := null; b.unit := '';
        b.told_at := of_told;
    end if;
    update ops.rate_budget set
        remaining = b.remaining, resets_at = b.resets_at, request_limit = b.request_limit, unit = b.unit,
        told_at = b.told_at, under_way = others, asked_at = greatest(b.asked_at, at_now)
    where service = the_service and account = the_account and kind = the_kind;
end $$;
