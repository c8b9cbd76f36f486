-- Purpose: days of which something was not collected: of which account, what metrics miss, and why.
-- Key: day, account, feed
-- Inputs: marts.unknown_day; parameters brand, first_day, until_day.
-- Columns:
--   day date: calendar day in the brand's time zone
--   account text: platform:handle; *: no account of the brand was tracked yet, bluesky:*: none of that platform
--   feed text: what is missing: messages, reactions, replies or counts
--   cause text: unavailable (the platform does not give it), missing (not collected yet) or untracked (before tracking began)
--   reason text: in words
select day, account, feed, cause, reason
from marts.unknown_day
where brand = :brand and day >= :first_day and day < :until_day
