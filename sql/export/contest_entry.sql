-- Purpose: the entries of the contests that were open during these days, each with the verdict on it; as of the end of the days.
-- Key: contest, platform, native_id
-- Inputs: parameter contest_entries: rows of JSON, as tasks/export_read.py reads them (docs/contests.md).
-- Columns:
--   contest text: its name in rapport.toml
--   platform text: platform of the entry
--   native_id text: the entry's public id on its platform, by which a draw is checked; on Bluesky its author's DID is part of it
--   entered_at timestamp: when it came
--   takes_part boolean: whether it takes part in the draw
--   reason text: why it does not take part, without names; null: it does
select r.contest, r.platform, r.native_id, r.entered_at, r.takes_part, r.reason
from jsonb_to_recordset(cast(:contest_entries as jsonb)) r (
    contest text, platform text, native_id text, entered_at timestamptz, takes_part boolean, reason text
)
