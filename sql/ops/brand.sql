-- Purpose: the brand as rapport.toml names it. Key: brand. Parameters: brand, name, timezone, locale.
insert into core.brand as b (brand, name, timezone, locale)
values (:brand, :name, :timezone, :locale)
on conflict (brand) do update
set name = excluded.name, timezone = excluded.timezone, locale = excluded.locale
where (b.name, b.timezone, b.locale) is distinct from (excluded.name, excluded.timezone, excluded.locale)
