-- Purpose: what models read of the interactions takes one reading of each table: by marts.counted the interactions and
-- their tiers in force were looked up once more each.

-- As 0001 has it, with what else there is to say of an interaction in its own row and its tier's.
drop function core.counted_interaction;
create function core.counted_interaction(in_brand text)
returns table (
    interaction_id bigint, platform text, native_id text, account text, kind text, direction text,
    is_message boolean, thread_key text, profile_id bigint, member_id bigint, tier text, text text,
    occurred_at timestamptz, void_at timestamptz, has_words boolean, lang text, assignment_id bigint
)
language sql stable parallel safe rows 100000 as $$
    select i.interaction_id, i.platform, i.native_id, i.account, i.kind, i.direction,
           i.is_message, i.thread_key, p.profile_id, p.member_id, t.tier::text, i.text, i.occurred_at,
           case
               when i.deleted_at is null or i.deleted_at > i.occurred_at + interval '24 hours' then 'infinity'
               when exists (
                   select from core.answer_span(in_brand, i.interaction_id) s
                   where s.answered_at <= i.deleted_at and i.deleted_at < s.until_at
               ) then 'infinity'
               else i.deleted_at
           end,
           coalesce(i.had_words, i.text ~ '\S'), i.lang, t.assignment_id
    from core.interaction i
    join core.profile p on p.brand = in_brand and p.profile_id = i.author_profile_id
    left join core.tier_in_force t on t.brand = in_brand and t.interaction_id = i.interaction_id
    where i.brand = in_brand
      and (i.direction = 'outbound' or (not p.is_bot and not p.is_own and t.tier is distinct from 'none'))
$$;

-- As 0018 has it.
create or replace function marts.counted(in_brand text, in_zone text)
returns table (
    interaction_id bigint, platform text, native_id text, account text, kind text, direction text, is_message boolean,
    has_words boolean, thread_key text, profile_id bigint, member_id bigint, tier text, occurred_at timestamptz,
    local_at timestamp, on_day date, void_at timestamptz, reacted_at timestamptz, lang text, sentiment real
)
language sql stable parallel safe rows 100000 as $$
    select c.interaction_id, c.platform, c.native_id, c.account, c.kind, c.direction, c.is_message, c.has_words,
           c.thread_key, c.profile_id, c.member_id, c.tier, c.occurred_at, c.occurred_at at time zone in_zone,
           (c.occurred_at at time zone in_zone)::date, c.void_at, r.answered_at, c.lang, a.sentiment
    from core.counted_interaction(in_brand) c
    left join core.answer r
        on r.brand = in_brand and r.interaction_id = c.interaction_id and r.via = 'reaction'
    left join core.tier_assignment a on a.brand = in_brand and a.assignment_id = c.assignment_id
$$;
