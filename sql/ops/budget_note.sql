-- Purpose: keep the minutes a day that the brand gives to answering, from a day on, when they are not what was kept.
-- Key: (brand, from_day). Inputs: core.budget_on; parameters brand, day, minutes.
insert into core.budget (brand, from_day, daily_minutes)
select :brand, :day, :minutes
where core.budget_on(:brand, :day) is distinct from cast(:minutes as numeric)
on conflict (brand, from_day) do update set daily_minutes = excluded.daily_minutes
