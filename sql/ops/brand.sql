-- Purpose: the brand as rapport.toml names it. Key: brand. Parameters: brand, name, timezone, locale.
-- In another zone every day is another: marts hold nothing that can be kept, and are computed anew.
with moved as (
    delete from ops.mart_state s
    using core.brand b
    where s.brand = :brand and b.brand = :brand and b.timezone <> :timezone
)
insert into core.brand as b (brand, name, timezone, locale)
values (:brand, :name, :timezone, :locale)
on conflict (brand) do update
set name = excluded.name, timezone = excluded.timezone, locale = excluded.locale
where (b.name, b.timezone, b.locale) is distinct from (excluded.name, excluded.timezone, excluded.locale)
