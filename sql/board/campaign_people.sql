-- Purpose: how many people were active during a campaign and during as many days before it, and how many of them were
-- new: their first activity of all lies in the span.
-- Grain: one row a span (during, before). Unit: members; none of a span that began before the brand was tracked: who was new
-- then is not known.
-- Inputs: marts.member_day, marts.lasting_since, marts.unknown_day; parameters brand, first_day, last_day, shift (days), as_of.
with spans as (
    select * from (values
        ('during', cast(:first_day as date), cast(:last_day as date)),
        ('before', cast(:first_day as date) - cast(:shift as int), cast(:last_day as date) - cast(:shift as int))
    ) s (span, first_day, last_day)
),

active as (
    select distinct s.span, s.first_day, m.member_id
    from spans s
    join marts.member_day m
        on m.brand = :brand and m.day between s.first_day and s.last_day and m.active_until > :as_of
    where not exists (
        select from marts.unknown_day u
        where u.brand = :brand and u.account = '*' and u.day between s.first_day and s.last_day
    )
)

select s.span, count(a.member_id) as people,
       count(*) filter (where l.active_on >= a.first_day) as newcomers
from spans s
left join active a on a.span = s.span
left join lateral marts.lasting_since(:brand, a.member_id) l on true
group by s.span
