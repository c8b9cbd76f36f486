-- Purpose: results of the polls and surveys that got a vote or an answer during these days, with all their votes by their end.
-- Key: kind, platform, native_id, question, option
-- Free text stays in the warehouse: of surveys and forms an option is told that five people or more chose, of a question of
-- which four in five answers are such ones; the other answers are a number.
-- Inputs: parameter poll_options: rows of JSON, as tasks/export_read.py reads them (docs/metrics.md, "Polls and surveys").
-- Columns:
--   kind text: poll_vote or survey_answer
--   platform text: platform of the post, or of the form
--   native_id text: the platform's id of the post that asks, form/... for a form; a hash where the brand does not ask
--   post text: address of the post that asks, else its question; empty where the brand does not ask
--   question text: what was asked: each question of a form by itself; empty where the brand does not ask
--   option text: what could be chosen; empty: not known or not told
--   votes bigint: people who chose it, each by the last vote
--   people bigint: people who answered the question in all, those included whose choice is not known or not told
select r.kind, r.platform, r.native_id, r.post, r.question, r.option, r.votes, r.people
from jsonb_to_recordset(cast(:poll_options as jsonb)) r (
    kind text, platform text, native_id text, post text, question text, option text, votes bigint, people bigint
)
