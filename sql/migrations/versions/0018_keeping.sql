-- Purpose: dropped words change no figure; landed pages are as old as the first of them; days whose metrics are defined
-- otherwise than when they were computed are known.

-- ---------------------------------------------------------------- words that were dropped

-- Whether a message had words before they were dropped; null: they are kept (see `text`). What the engine had read tells
-- it of those of before; where it cannot be told, it had.
alter table core.interaction add column had_words boolean;
update core.interaction i
set had_words = not exists (
    select from core.tier_in_force t
    where t.brand = i.brand and t.interaction_id = i.interaction_id
      and t.text_hash in (sha256(convert_to((null::text, i.parent_id)::text, 'UTF8')),
                          sha256(convert_to((''::text, i.parent_id)::text, 'UTF8'))))
where i.words_dropped_at is not null;

-- As 0015 has it, but for has_words.
create or replace function marts.counted(in_brand text, in_zone text)
returns table (
    interaction_id bigint, platform text, native_id text, account text, kind text, direction text, is_message boolean,
    has_words boolean, thread_key text, profile_id bigint, member_id bigint, tier text, occurred_at timestamptz,
    local_at timestamp, on_day date, void_at timestamptz, reacted_at timestamptz, lang text, sentiment real
)
language sql stable parallel safe rows 100000 as $$
    select c.interaction_id, c.platform, c.native_id, c.account, c.kind, c.direction, c.is_message,
           coalesce(x.had_words, c.text ~ '\S'),
           c.thread_key, c.profile_id, c.member_id, c.tier, c.occurred_at, c.occurred_at at time zone in_zone,
           (c.occurred_at at time zone in_zone)::date, c.void_at, r.answered_at, x.lang, a.sentiment
    from core.counted_interaction(in_brand) c
    left join core.answer r
        on r.brand = in_brand and r.interaction_id = c.interaction_id and r.via = 'reaction'
    left join core.interaction x on x.brand = in_brand and x.interaction_id = c.interaction_id
    left join core.tier_in_force f on f.brand = in_brand and f.interaction_id = c.interaction_id
    left join core.tier_assignment a on a.brand = in_brand and a.assignment_id = f.assignment_id
$$;

-- What is to be dropped is found by a small index of the platforms that let words be kept for a time only (each needs its
-- own); what was dropped is left alone by engines.
drop index core.interaction_brand_account_collected_at_idx;
create index interaction_with_words on core.interaction (brand, account, collected_at)
    where platform = 'linkedin' and direction = 'inbound' and is_message and words_dropped_at is null;
create index interaction_wordless on core.interaction (brand, interaction_id) where words_dropped_at is not null;

-- Since when pages of a window are on the landing store, be they of an attempt that failed; null: none are. Of those of
-- before: at the latest.
alter table ops.load_window add column landed_at timestamptz;
update ops.load_window set landed_at = least(updated_at, changed_at);

-- ---------------------------------------------------------------- metrics

-- The models and versions (name: version) that the marts are computed by; null: not known.
alter table ops.mart_state add column definitions jsonb;

-- Whether the day's people (marts.profile_day) were computed since it was touched, and only the rest of its metrics waits.
alter table ops.touched_day add column has_people boolean not null default false;
create function ops.note_touch() returns trigger language plpgsql as $$
begin
    new.has_people := false;
    return new;
end
$$;
-- Who touches a day says nothing of it.
create trigger note_touch before update on ops.touched_day
for each row when (new.has_people is not distinct from old.has_people) execute function ops.note_touch();

-- ---------------------------------------------------------------- nobody calls them any more

drop function core.covered_at, core.followers_when;
