-- Purpose: put an answer to a request into its rate budget: it is no longer under way, and what it told is merged.
-- Key: (service, account, kind). Unit: seconds since 1970. Inputs: ops.budget_answer (0013); parameters service, account,
-- kind, taken_at, now, remaining, resets_at, request_limit, unit (what was told; remaining null: nothing, or of a window
-- that is over), told_at (now; null: that nothing was told says nothing of the service's ways), slack, same, lost (seconds).
select ops.budget_answer(
    :service, :account, :kind, to_timestamp(:taken_at), to_timestamp(:now),
    :remaining, to_timestamp(:resets_at), :request_limit, :unit, to_timestamp(:told_at),
    make_interval(secs => :slack), make_interval(secs => :same), make_interval(secs => :lost)
)
