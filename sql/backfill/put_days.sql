-- Purpose: more days whose metrics are to be computed. Grain: one row a day. Parameters: brand, days.
insert into ops.touched_day (brand, day)
select :brand, day from unnest(cast(:days as date[])) day
order by day
on conflict (brand, day) do update set day = excluded.day
