-- Purpose: Events of the calendar, campaigns, contests, polls.

-- What the brand's calendar says of its days: of rapport.toml (config) and of the iCalendar file it names (calendar).
create table core.calendar_event (
    brand core.slug not null references core.brand on delete cascade,
    source text not null check (source in ('config', 'calendar')),
    kind text not null check (kind in ('event', 'campaign', 'contest', 'holiday', 'away')),
    name text not null,
    first_day date not null,
    last_day date not null check (last_day >= first_day),
    primary key (brand, source, kind, name, first_day)
);
create index on core.calendar_event (brand, first_day, last_day);

-- What every series can be marked with: events of the calendar, and days that were bursts (docs/metrics.md: burst).
create view marts.mark as
select distinct brand, kind, name, first_day, last_day, null::numeric as items, null::numeric as usual
from core.calendar_event
union all
select brand, 'burst', 'burst', day, day, numerator, denominator
from marts.metric_daily
where metric = 'burst' and value = 1;

-- The value of utm_campaign in a link, in lower case; null without one.
create function core.link_tag(link text) returns text
language sql immutable parallel safe as $$
    select lower(substring(link from '[?&][uU][tT][mM]_[cC][aA][mM][pP][aA][iI][gG][nN]=([^&#]*)'))
$$;

-- Whether a message carries one of the hashtags or link tags, both given in lower case.
create function core.is_tagged(
    hashtags text[], links text[], in_hashtags text[], in_link_tags text[]) returns boolean
language sql immutable parallel safe as $$
    select (hashtags <> '{}' and exists (select from unnest(hashtags) h where lower(h) = any(in_hashtags)))
        or (links <> '{}' and exists (select from unnest(links) l where core.link_tag(l) = any(in_link_tags)))
$$;

-- messages with a hashtag or a link: few among all, and what campaigns and contests are found by
create index on core.interaction (brand, occurred_at) where hashtags <> '{}' or links <> '{}';

-- The threads of a campaign as of a moment: those in which anything that counts (the brand's or a member's) carries one of
-- its hashtags or link tags, both in lower case, during [from_at, until_at), and those under such a post.
create function core.campaign_thread(
    in_brand text, in_hashtags text[], in_link_tags text[], from_at timestamptz, until_at timestamptz, at timestamptz)
returns table (platform text, thread_key text)
language sql stable parallel safe rows 100 as $$
    with carriers as materialized (
        select c.platform, c.thread_key, c.native_id
        from core.interaction i
        join core.counted_interaction(in_brand) c on c.interaction_id = i.interaction_id
        where i.brand = in_brand and i.occurred_at >= from_at and i.occurred_at < until_at and i.occurred_at <= at
          and (i.hashtags <> '{}' or i.links <> '{}') and c.void_at > at
          and core.is_tagged(i.hashtags, i.links, in_hashtags, in_link_tags)
        union
        select p.platform, p.native_id, p.native_id
        from core.post p
        where p.brand = in_brand and p.is_own and p.published_at >= from_at and p.published_at < until_at
          and p.published_at <= at and core.is_tagged(p.hashtags || p.campaign, '{}', in_hashtags, in_link_tags)
    )
    select platform, thread_key from carriers
    union
    select i.platform, i.thread_key
    from core.interaction i
    where i.brand = in_brand and i.occurred_at >= from_at and i.occurred_at <= at
      and (i.platform, i.post_native_id) in (select c.platform, c.native_id from carriers c)
$$;

-- The list of those who take part in a draw, put down before the seed is known. Append-only.
create table ops.contest_list (
    brand core.slug not null references core.brand on delete cascade,
    list_id bigint generated always as identity,
    contest text not null,
    opens_at timestamptz not null,
    closes_at timestamptz not null check (closes_at > opens_at),
    rules jsonb not null,                        -- as configured then
    as_of timestamptz not null,                  -- eligibility as things stood then
    entrants text[] not null,                    -- ids of the entries, one a person, in order of their bytes
    digest text not null check (digest ~ '^[0-9a-f]{64}$'),
    listed_by text not null,
    listed_at timestamptz not null,
    primary key (brand, list_id)
);
create index on ops.contest_list (brand, contest, list_id);

-- Draws from such a list. Append-only: a second draw does not take the place of the first, it stands beside it.
create table ops.contest_draw (
    brand core.slug not null references core.brand on delete cascade,
    draw_id bigint generated always as identity,
    list_id bigint not null,
    seed text not null,
    seed_source text,                            -- where it came from, in words
    winners int not null check (winners > 0),
    drawn text[] not null,
    drawn_by text not null,
    drawn_at timestamptz not null,
    primary key (brand, draw_id),
    unique (brand, list_id, seed, winners),
    foreign key (brand, list_id) references ops.contest_list on delete cascade
);

create function ops.refuse_change() returns trigger language plpgsql as $$
begin
    raise exception 'rows of %.% are never changed or taken away', tg_table_schema, tg_table_name;
end
$$;
create trigger append_only before update on ops.contest_list for each row execute function ops.refuse_change();
create trigger append_only before update on ops.contest_draw for each row execute function ops.refuse_change();
-- They go with their brand alone: what a foreign key takes away is taken away within a trigger.
create trigger stays before delete on ops.contest_list for each row
    when (pg_trigger_depth() = 0) execute function ops.refuse_change();
create trigger stays before delete on ops.contest_draw for each row
    when (pg_trigger_depth() = 0) execute function ops.refuse_change();
create trigger stays_whole before truncate on ops.contest_list execute function ops.refuse_change();
create trigger stays_whole before truncate on ops.contest_draw execute function ops.refuse_change();
