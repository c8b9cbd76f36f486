-- Purpose: keep a row that breaks a rule, with its reason; the same row seen again is counted, not doubled.
-- Grain and key: (brand, account, stream, fingerprint).
-- Parameters: brand, account, stream, entity, stage, expectation, severity, reason, location, raw, payload_ref,
-- load_id. A row that a person released or dropped stays so. It happened at its window's start.
insert into ops.quarantine as q
    (brand, account, stream, entity, stage, expectation, severity, reason, location, raw, payload_ref,
     fingerprint, load_id, happened_at)
values (:brand, :account, :stream, :entity, :stage, :expectation, :severity, :reason, :location, :raw,
        :payload_ref,
        sha256(convert_to((cast(:stage as text), cast(:expectation as text), cast(:location as text),
                           cast(:raw as text))::text, 'UTF8')), :load_id,
        coalesce((select w.window_start from ops.load_window w where w.brand = :brand and w.load_id = :load_id), now()))
on conflict (brand, account, stream, fingerprint) do update
set last_seen = now(), times_seen = q.times_seen + 1, load_id = excluded.load_id,
    happened_at = least(q.happened_at, excluded.happened_at)

