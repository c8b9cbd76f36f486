-- Purpose: which of a brand's accounts may ask nothing more of a kind for now: who collects waits there.
-- Grain: one row an account and kind of request. Key: (service, account, kind). Inputs: ops.rate_budget, core.account;
-- parameters brand, left_to_others (share of the limit that who asks leaves, as in ops.budget_take).
select b.account, b.kind, b.resets_at
from ops.rate_budget b
join core.account a on a.brand = :brand and a.account = b.account
where b.remaining <= trunc(coalesce(b.request_limit, 0) * cast(:left_to_others as double precision))
    and b.resets_at > now()
order by b.resets_at, b.account, b.kind, b.service
