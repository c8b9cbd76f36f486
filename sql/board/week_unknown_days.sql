-- Purpose: what was not collected of a week's days, and why.
-- Grain and key: (account, cause, reason). Unit: days. Inputs: marts.unknown_day; parameters brand, first_day, last_day.
-- Of what no account was tracked for it is said once, not of each ('*').
select account, cause, reason, min(day) as first_day, max(day) as last_day, count(distinct day) as days,
       array_agg(distinct feed) as feeds
from marts.unknown_day u
where u.brand = :brand and u.day between :first_day and :last_day and u.account not like '%:*'
  and (u.account = '*' or u.cause <> 'untracked' or not exists (
      select from marts.unknown_day b
      where b.brand = :brand and b.day = u.day and b.account = '*' and b.feed = u.feed))
group by account, cause, reason
order by min(day), account, cause, reason
