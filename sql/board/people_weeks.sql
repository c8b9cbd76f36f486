-- Purpose: who came and who went, by week: active; arrived (first ever); returned (after 30 or more silent days);
-- regulars (4 or more interactions in the 90 days up to the week's end, and active in it); gone quiet (regulars whose
-- 30th silent day fell into the week).
-- Grain and key: day (the Monday). Unit: members. Inputs: marts.member_day, marts.lasting_since, marts.lost_regular,
-- core.metric_window; parameters brand, zone, first_day, last_day, as_of. What was withdrawn does not count.
with windows as (
    select * from core.metric_window(:zone, 'week', :first_day, :last_day, :as_of)
),

days as materialized (
    select m.member_id, m.day, m.interactions, date_trunc('week', m.day)::date as week,
           lag(m.day) over (partition by m.member_id order by m.day) as day_before
    from marts.member_day m
    where m.brand = :brand and m.active_until = 'infinity'
      and m.day > (select min(day) - 90 from windows) and m.day <= (select max(last_day) from windows)
),

-- the first activity for 30 days, within the span that was read
comebacks as (
    select d.week, d.member_id, d.day = l.active_on as is_first
    from days d
    join windows w on w.day = d.week
    cross join lateral marts.lasting_since(:brand, d.member_id) l
    where d.day_before is null or d.day - d.day_before >= 30
),

came as (
    select week, count(distinct member_id) filter (where is_first) as arrived,
           count(distinct member_id) filter (where not is_first) as returned
    from comebacks
    group by week
),

active as (
    select w.day as week, d.member_id, sum(d.interactions) as recent, bool_or(d.week = w.day) as is_active
    from windows w
    join days d on d.day > w.last_day - 90 and d.day <= w.last_day
    group by w.day, d.member_id
),

there as (
    select week, count(*) filter (where is_active) as active,
           count(*) filter (where is_active and recent >= 4) as regulars
    from active
    group by week
),

quiet as (
    select w.day as week, count(distinct s.member_id) as quiet
    from marts.lost_regular(:brand, (select min(day) - 119 from windows), (select max(last_day) from windows)) s
    join windows w on s.lost_from between w.day and w.last_day and s.lost_until >= w.last_day
    group by w.day
)

select w.day, coalesce(t.active, 0) as active, coalesce(c.arrived, 0) as arrived, coalesce(c.returned, 0) as returned,
       coalesce(t.regulars, 0) as regulars, coalesce(q.quiet, 0) as quiet
from windows w
left join there t on t.week = w.day
left join came c on c.week = w.day
left join quiet q on q.week = w.day
order by w.day
