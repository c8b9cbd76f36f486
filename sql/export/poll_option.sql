-- Purpose: results of the polls and surveys that got a vote or an answer during these days, with all their votes by their end.
-- Key: kind, platform, post, option
-- Inputs: parameter poll_options: rows of JSON, as tasks/export_read.py reads them (docs/metrics.md, "Polls and surveys").
-- Columns:
--   kind text: poll_vote or survey_answer
--   platform text: platform of the post
--   post text: address of the post that asks, else its question
--   question text: what was asked
--   option text: what could be chosen; empty: of whom it is not known
--   votes bigint: people who chose it, each by the last vote
--   people bigint: people who voted in all, those included whose choice is not known
select r.kind, r.platform, r.post, r.question, r.option, r.votes, r.people
from jsonb_to_recordset(cast(:poll_options as jsonb)) r (
    kind text, platform text, post text, question text, option text, votes bigint, people bigint
)
