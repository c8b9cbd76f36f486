-- Purpose: what the brand's own posts drew, post by post; and each step of a counter, from which gains and flags are read.

-- What an own post drew in its first 72 hours, on the day they ended: every post had the same time (metrics/post_talk.sql).
create table marts.post_talk (
    brand core.slug not null,
    day date not null,                           -- on which its first 72 hours ended
    platform text not null,
    native_id text not null,
    published_at timestamptz not null,
    kind text not null,
    media text not null,                         -- none, the one kind there is, or mixed
    characters int not null,                     -- of its text
    hashtags text[] not null,                    -- in lower case, without #, each once
    threads int not null,                        -- in which a member wrote
    turns int not null,                          -- changes of side in those threads
    commenters int not null,                     -- distinct members who wrote in them
    definition_version int not null,
    primary key (brand, day, platform, native_id)
);

-- Every counter that the snapshots taken in [from_at, until_at] report of the brand's own posts, beside what the snapshot
-- before it said; `earlier` is null when there is none within eight days before from_at.
create function core.counter_step(in_brand text, from_at timestamptz, until_at timestamptz)
returns table (
    post_id bigint, account text, published_at timestamptz, captured_at timestamptz, counter text, total bigint,
    earlier bigint, earlier_at timestamptz
)
language sql stable parallel safe rows 1000 as $$
    select c.post_id, c.account, c.published_at, c.captured_at, c.counter, c.total, c.earlier, c.earlier_at
    from (
        select p.post_id, p.account, p.published_at, s.captured_at, g.counter, g.total,
               lag(g.total) over of_counter as earlier, lag(s.captured_at) over of_counter as earlier_at
        from core.post_snapshot s
        join core.post p on p.brand = in_brand and p.post_id = s.post_id and p.is_own
        cross join lateral (
            values ('reactions', s.reactions), ('comments', s.comments), ('shares', s.shares), ('quotes', s.quotes),
                   ('clicks', s.clicks), ('saves', s.saves), ('seconds_spent', s.seconds_spent),
                   ('reach', s.reach), ('impressions', s.impressions)
        ) g (counter, total)
        where s.brand = in_brand and g.total is not null
          and s.captured_at >= from_at - interval '8 days' and s.captured_at <= until_at
          and (p.deleted_at is null or p.deleted_at > until_at or p.deleted_at > p.published_at + interval '24 hours')
        window of_counter as (partition by p.post_id, g.counter order by s.captured_at)
    ) c
    where c.captured_at >= from_at
$$;

-- What a step of a counter gained. The step before is at most 8 days older; the first one counts from zero when its post
-- was at most 48 h old. A counter that fell (taken back, or begun anew) gained nothing, and goes on from there. Null: the
-- gain cannot be known.
create function core.gain_of(
    total bigint, earlier bigint, captured_at timestamptz, earlier_at timestamptz, published_at timestamptz)
returns bigint
language sql immutable parallel safe as $$
    select case
        when captured_at - earlier_at <= interval '8 days' then greatest(total - earlier, 0)
        when earlier_at is null and captured_at - published_at <= interval '48 hours' then total
    end
$$;

-- What each counter of the brand's own posts gained with each snapshot taken in [from_at, until_at].
create or replace function core.counter_gain(in_brand text, from_at timestamptz, until_at timestamptz)
returns table (post_id bigint, account text, captured_at timestamptz, counter text, gained bigint)
language sql stable parallel safe rows 1000 as $$
    select s.post_id, s.account, s.captured_at, s.counter,
           core.gain_of(s.total, s.earlier, s.captured_at, s.earlier_at, s.published_at)
    from core.counter_step(in_brand, from_at, until_at) s
$$;

-- The brand's own posts published in [since, until_at], known as a post or only as an interaction. From void_at on a post
-- does not count: deleted within 24 h of its publication.
create function core.own_post(in_brand text, since timestamptz, until_at timestamptz)
returns table (
    platform text, native_id text, published_at timestamptz, kind text, media text[], hashtags text[], text text,
    first_text text, edited_at timestamptz, void_at timestamptz
)
language sql stable parallel safe rows 100 as $$
    select p.platform, p.native_id, p.published_at, p.kind, p.media, p.hashtags, p.text, p.first_text, p.edited_at,
           case when p.deleted_at <= p.published_at + interval '24 hours' then p.deleted_at else 'infinity' end
    from core.post p
    where p.brand = in_brand and p.is_own and p.published_at >= since and p.published_at <= until_at
    union all
    select i.platform, i.native_id, i.occurred_at, i.kind, i.media, i.hashtags, i.text, i.first_text, i.edited_at,
           case when i.deleted_at <= i.occurred_at + interval '24 hours' then i.deleted_at else 'infinity' end
    from core.interaction i
    where i.brand = in_brand and i.direction = 'outbound' and i.kind = 'post'
      and i.occurred_at >= since and i.occurred_at <= until_at
      and not exists (
          select from core.post p where p.brand = in_brand and p.platform = i.platform and p.native_id = i.native_id
      )
$$;

-- messages that belong to a post without being in its own thread: few on most networks
create index on core.interaction (brand, platform, post_native_id, occurred_at)
    where post_native_id <> thread_key and direction = 'inbound' and is_message;

-- The new metrics are missing for every day: the next run computes all marts from core.
delete from ops.mart_state;
