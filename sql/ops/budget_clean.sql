-- Purpose: forget rate budgets that nobody has asked of for two days; a service's longest window is a day.
-- Key: (service, account, kind). Inputs: ops.rate_budget.
delete from ops.rate_budget where asked_at < now() - interval '2 days'
