-- Purpose: lays down what a source of the brand's calendar says, in place of what it said.
-- Grain and key: (source, kind, name, first_day). Unit: days.
-- Inputs: parameters brand, source, kinds, names, first_days, last_days (arrays of one length, without repeats).
with said as (
    select * from unnest(cast(:kinds as text[]), cast(:names as text[]), cast(:first_days as date[]),
                         cast(:last_days as date[])) as e (kind, name, first_day, last_day)
),

gone as (
    delete from core.calendar_event e
    where e.brand = :brand and e.source = :source
      and not exists (
          select from said s where (s.kind, s.name, s.first_day) = (e.kind, e.name, e.first_day)
      )
)

insert into core.calendar_event as e (brand, source, kind, name, first_day, last_day)
select :brand, :source, kind, name, first_day, last_day from said
on conflict (brand, source, kind, name, first_day) do update set last_day = excluded.last_day
where e.last_day <> excluded.last_day
