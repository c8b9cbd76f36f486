-- Purpose: keep what the check said of replies, take them out of the queue, and mark the days on which it says something new.
-- Grain: one row a reply. Inputs: core.reply_check, ops.unchecked_reply; parameters brand, ids, authentic, warnings (of each,
-- joined by commas), similarities, queued (ids).
with verdicts as (
    select * from unnest(
        cast(:ids as bigint[]), cast(:authentic as boolean[]), cast(:warnings as text[]), cast(:similarities as numeric[])
    ) v (interaction_id, is_authentic, warnings, similarity)
),

kept as (
    insert into core.reply_check as c (brand, interaction_id, is_authentic, warnings, similarity)
    select :brand, interaction_id, is_authentic, string_to_array(warnings, ','), similarity from verdicts
    on conflict (brand, interaction_id) do update
    set is_authentic = excluded.is_authentic, warnings = excluded.warnings, similarity = excluded.similarity
    where (c.is_authentic, c.warnings, c.similarity)
          is distinct from (excluded.is_authentic, excluded.warnings, excluded.similarity)
    returning c.interaction_id
),

done as (
    delete from ops.unchecked_reply u
    using core.interaction i
    where i.brand = :brand and i.interaction_id = any(cast(:queued as bigint[]))
      and u.brand = :brand and u.interaction_id = i.interaction_id and u.occurred_at = i.occurred_at
),

days as (
    select distinct (i.occurred_at at time zone b.timezone)::date as day
    from kept k
    join core.interaction i on i.brand = :brand and i.interaction_id = k.interaction_id
    join core.brand b on b.brand = :brand
)

insert into ops.touched_day (brand, day)
select :brand, day from days order by day
on conflict (brand, day) do update set day = excluded.day
