-- Purpose: who came and who went, by week: active; arrived (first ever); returned (after 30 or more silent days);
-- regulars (4 or more interactions in the 90 days up to the week's end, and active in it); gone quiet (regulars whose
-- 30th silent day fell into the week).
-- Grain and key: day (the Monday). Unit: members; null: not known, because messages or reactions of a day that it looks at
-- were not collected, which look like silence (why_unknown). Inputs: marts.member_day, marts.lasting_since,
-- marts.lost_regular, marts.unknown_cell, core.metric_window; parameters brand, zone, first_day, last_day, as_of.
-- What was withdrawn does not count (of the active: up to the week's end). Days before tracking are no gap (net_active.sql).
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
    from comebacks group by week
),

regulars as (
    select week, count(*) as regulars
    from (
        select w.day as week from windows w join days d on d.day > w.last_day - 90 and d.day <= w.last_day
        group by w.day, d.member_id having bool_or(d.week = w.day) and sum(d.interactions) >= 4
    ) r
    group by week
),

quiet as (
    select w.day as week, count(distinct s.member_id) as quiet
    from marts.lost_regular(:brand, (select min(day) - 119 from windows), (select max(last_day) from windows)) s
    join windows w on s.lost_from between w.day and w.last_day and s.lost_until >= w.last_day
    group by w.day
),

gaps as (  -- how far back each count looks from the Monday on
    select u.day as week, max(u.reason) filter (where u.metric = 'quiet') as why_unknown, array_agg(u.metric) as lacking
    from (
        select array_agg(n.metric) as metrics, array_agg(f.feed) as feeds, array_agg(n.since) as since
        from (values ('active', '0 days'), ('came', '-30 days'), ('regulars', '-83 days'), ('quiet', '-119 days'))
                 n (metric, since)
        cross join (values ('messages'), ('reactions')) f (feed)
    ) n
    cross join lateral marts.unknown_cell(:brand, :zone, 'week', :first_day, :last_day, :as_of, n.metrics, n.feeds, n.since,
                                          array_fill('0 days'::text, array[8])) u
    where u.dimension = 'all'
    group by u.day
)

select w.day, case when 'active' = any(g.lacking) then null else h.active end as active,
       case when 'came' = any(g.lacking) then null else coalesce(c.arrived, 0) end as arrived,
       case when 'came' = any(g.lacking) then null else coalesce(c.returned, 0) end as returned,
       case when 'regulars' = any(g.lacking) then null else coalesce(r.regulars, 0) end as regulars,
       case when 'quiet' = any(g.lacking) then null else coalesce(q.quiet, 0) end as quiet, g.why_unknown
from windows w
cross join lateral (  -- as metrics/retention.sql counts active_members: as things stood at the week's end
    select count(distinct m.member_id) as active from marts.member_day m
    where m.brand = :brand and m.day between w.day and w.last_day and m.active_until > w.at
) h
left join regulars r on r.week = w.day
left join came c on c.week = w.day
left join quiet q on q.week = w.day
left join gaps g on g.week = w.day
order by w.day
