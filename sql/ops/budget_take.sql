-- Purpose: take one request of a rate budget, if one may go now, whoever asks at the same time.
-- Grain: one row: is_taken, and else what is known. Key: (service, account, kind). Unit: seconds since 1970.
-- Inputs: ops.budget_take (0013); parameters service, account, kind, now, left_to_others (share of the limit that stays),
-- slack, alone, lost (seconds).
select
    is_taken,
    remaining,
    cast(extract(epoch from resets_at) as double precision) as resets_at,
    request_limit,
    unit
from ops.budget_take(
    :service, :account, :kind, to_timestamp(:now), :left_to_others,
    make_interval(secs => :slack), make_interval(secs => :alone), make_interval(secs => :lost)
)
