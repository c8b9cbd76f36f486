-- Purpose: the moments that a replay needs and 0001 did not keep: of profiles, edited posts, blocks, quarantined rows.

-- What was said of a profile, by when it was so; null: not said then. A row where something changed, and where
-- after a gap in the collecting it cannot be known whether anything did (sql/merge/profile_versions.sql).
create table core.profile_version (
    brand core.slug not null references core.brand on delete cascade,
    profile_id bigint not null,
    seen_at timestamptz not null,
    handle text,
    display_name text,
    followers bigint,
    lang text,
    primary key (brand, profile_id, seen_at),
    foreign key (brand, profile_id) references core.profile on delete cascade
);

-- Of people known so far it is known how they were last described, and not how they were before.
insert into core.profile_version (brand, profile_id, seen_at, handle, display_name, followers, lang)
select brand, profile_id, coalesce(described_at, last_seen, now()), handle, display_name, followers, lang
from core.profile
where num_nonnulls(handle, display_name, followers, lang) > 0;

-- when it was first seen to be blocked (null: blocked since we know of it, or not at all), and when (wall clock) a
-- merge last changed the text: an automatic tier from before that is one of the text before
alter table core.interaction add blocked_at timestamptz, add text_changed_at timestamptz;

-- edits of a post keep the first text and the last
alter table core.post add first_text text;
update core.post set first_text = text;

-- the moment of the row, within its window; the window's start where the row says none
alter table ops.quarantine add happened_at timestamptz;
update ops.quarantine q
set happened_at = coalesce(
    (select w.window_start from ops.load_window w where w.brand = q.brand and w.load_id = q.load_id), q.first_seen);
alter table ops.quarantine alter happened_at set not null;
