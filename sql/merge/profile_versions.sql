-- Purpose: keep what the staged rows of one stream say of people, by when it was so, where it says something new.
-- Grain and key: (profile, seen_at). Inputs: staging.profile, core.profile, core.profile_version, ops.load_window;
-- parameters brand, load_ids (of one stream), looked_at (an observation made by this run is as of its moment).
-- Left out is what repeats the word before it. Was a span between the two not collected yet, it may bring another word
-- still, and the repetition is kept: so the order in which windows arrive changes nothing.
with stream as materialized (
    select distinct account, stream from ops.load_window where brand = :brand and load_id = any(:load_ids)
),
collected as materialized (
    select unnest(range_agg(tstzrange(w.window_start, w.window_end))) as span
    from stream
    join ops.load_window w on w.brand = :brand and w.account = stream.account and w.stream = stream.stream
    where w.state in ('merged', 'unavailable') or w.load_id = any(:load_ids)
),
loads as (
    select l.load_id, l.window_end - interval '1 microsecond' as last_moment, lower(c.span) as collected_since
    from ops.load_window l
    join collected c on c.span @> l.window_start
    where l.brand = :brand and l.load_id = any(:load_ids)
),
-- one moment may be told in pieces
said as (
    select p.profile_id, l.collected_since, least(coalesce(s.seen_at, l.last_moment), :looked_at) as seen_at,
           max(s.handle) as handle, max(s.display_name) as display_name, max(s.followers) as followers,
           max(s.lang) as lang
    from staging.profile s
    join loads l on l.load_id = s.load_id
    join core.profile p on p.brand = :brand and p.platform = s.platform and p.native_id = s.native_id
    where s.brand = :brand and s.load_id = any(:load_ids)
      and num_nonnulls(s.handle, s.display_name, s.followers, s.lang) > 0
    group by 1, 2, 3
),
in_order as (
    select *, lag(seen_at) over times as earlier_at,
           (handle, display_name, followers, lang)::text
               = lag((handle, display_name, followers, lang)::text) over times as is_repeated
    from said
    window times as (partition by profile_id, collected_since order by seen_at)
),
news as (
    select o.*
    from in_order o
    where case
        when o.is_repeated then exists (
            select from core.profile_version v
            where v.brand = :brand and v.profile_id = o.profile_id and v.seen_at > o.earlier_at and v.seen_at <= o.seen_at)
        when o.earlier_at is not null then true
        else exists (
            select from core.profile_said(:brand, o.profile_id, o.collected_since, o.seen_at) k
            where o.handle <> coalesce(k.handle, '') or o.display_name <> coalesce(k.display_name, '')
               or o.followers <> coalesce(k.followers, -1) or o.lang <> coalesce(k.lang, ''))
    end
),
added as (
    insert into core.profile_version as v (brand, profile_id, seen_at, handle, display_name, followers, lang)
    select :brand, profile_id, seen_at, handle, display_name, followers, lang
    from news
    on conflict (brand, profile_id, seen_at) do update
    set handle = coalesce(excluded.handle, v.handle), display_name = coalesce(excluded.display_name, v.display_name),
        followers = coalesce(excluded.followers, v.followers), lang = coalesce(excluded.lang, v.lang)
    where (v.handle, v.display_name, v.followers, v.lang) is distinct from
          (coalesce(excluded.handle, v.handle), coalesce(excluded.display_name, v.display_name),
           coalesce(excluded.followers, v.followers), coalesce(excluded.lang, v.lang))
    returning v.profile_id, v.seen_at, v.followers
)
insert into new_followers (profile_id, seen_at)
select profile_id, seen_at from added where followers is not null
