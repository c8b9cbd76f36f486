-- Purpose: who stays: of the members first active in a week, those active n weeks later (n = 0 to 12).
-- Grain: one row a cohort week and week after it. The window is that week after it: figures are as of its end.
-- Key: (brand, cohort_week, week_number)
-- Inputs: marts.profile_day, marts.member_day, core.profile
-- Unit: members.
-- Metrics: cohort_weekly
-- Table: cohort
-- Windows: week
-- Reach: 0..84
-- Anchors: members
-- Needs: messages, reactions of 0..0
-- Version: 1
with windows as (
    select * from core.metric_window(:zone, :grain, :first_day, :last_day, :as_of)
),

recent as materialized (
    select member_id, day, active_until
    from marts.member_day
    where brand = :brand and day >= (select min(day) - 84 from windows) and day <= (select max(last_day) from windows)
),

lasting as materialized (
    select m.member_id, l.active_on
    from (select distinct member_id from recent) m
    cross join lateral marts.lasting_since(:brand, m.member_id) l
),

-- all days up to the first that lasts: one of them is the first as of any moment
firsts as (
    select w.day, r.member_id, date_trunc('week', min(r.day))::date as cohort_week
    from recent r
    join lasting l on l.member_id = r.member_id and r.day <= coalesce(l.active_on, r.day)
    cross join generate_series(0, 84, 7) age
    join windows w on w.day = date_trunc('week', r.day)::date + age and r.active_until > w.at
    group by w.day, r.member_id
),

active as (
    select distinct w.day, r.member_id
    from recent r
    join windows w on w.day = date_trunc('week', r.day)::date and r.active_until > w.at
)

select f.day, f.cohort_week, (f.day - f.cohort_week) / 7 as week_number, count(*) as members,
       count(a.member_id) as active
from firsts f
left join active a on a.day = f.day and a.member_id = f.member_id
group by f.day, f.cohort_week
