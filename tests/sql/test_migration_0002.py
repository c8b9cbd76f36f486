"""Migration 0002 on a warehouse of 0001 that has rows in it."""

from collections.abc import Callable
from datetime import UTC, datetime
from typing import Any

import pytest
from sqlalchemy import Connection, text

from connectors import warehouse

DESCRIBED = datetime(2026, 2, 5, 9, tzinfo=UTC)
SEEN = datetime(2026, 2, 3, 9, tzinfo=UTC)
ROWS = f"""
    insert into core.brand (brand, name, timezone) values ('acme', 'Acme', 'UTC');
    insert into core.account (brand, account, platform, handle) values ('acme', 'export:acme', 'export', 'acme');
    insert into core.member (brand) values ('acme'), ('acme'), ('acme');
    insert into core.profile (brand, platform, native_id, member_id, handle, display_name, followers, lang,
                              first_seen, last_seen, described_at)
    values ('acme', 'export', 'ann', 1, '@ann', 'Ann', 12, 'en', '{SEEN}', '{DESCRIBED}', '{DESCRIBED}'),
           ('acme', 'export', 'bob', 2, null, 'Bob', null, null, '{SEEN}', '{SEEN}', null),
           ('acme', 'export', 'eve', 3, null, null, null, null, '{SEEN}', '{SEEN}', null);
    insert into core.post (brand, platform, native_id, author_profile_id, kind, text, is_own, published_at,
                           collected_at, content_hash)
    values ('acme', 'export', 'p', 1, 'post', 'New beans', true, '{SEEN}', '{SEEN}', 'x');
    insert into core.interaction (brand, platform, native_id, account, kind, direction, is_message, author_profile_id,
                                  thread_key, text, occurred_at, collected_at, content_hash, is_blocked)
    select 'acme', 'export', n, 'export:acme', 'comment', 'inbound', true, 1, n, 'hi', '{SEEN}', '{SEEN}', 'x', is_it
    from (values ('1', false), ('2', true)) messages (n, is_it);
    insert into core.tier_assignment (brand, interaction_id, tier, confidence, engine, assigned_at)
    values ('acme', 1, 'T1', 1, 'signals-1', '{SEEN}'), ('acme', 2, 'T1', 1, 'signals-1', '{SEEN}');
    insert into ops.load_window (brand, account, stream, window_start, window_end, state)
    values ('acme', 'export:acme', 'talk', '{SEEN}', '{DESCRIBED}', 'merged');
    insert into ops.quarantine (brand, account, stream, entity, stage, expectation, reason, location, raw, fingerprint,
                                load_id)
    values ('acme', 'export:acme', 'talk', 'interaction', 'parse', 'date', 'no date', 'line 1', 'x', 'f', 1),
           ('acme', 'export:acme', 'talk', 'interaction', 'parse', 'date', 'no date', 'line 2', 'y', 'g', 99)
"""


@pytest.fixture
def migrated(migrated_from: Callable[..., Connection]) -> Connection:
    """A connection to a warehouse that was filled at 0001 and then brought up to date."""
    return migrated_from("0001", ROWS)


def rows(connection: Connection, query: str) -> list[tuple[Any, ...]]:
    return [tuple(row) for row in connection.execute(text(query))]


def test_what_was_known_is_kept_and_dated_as_well_as_it_can_be(migrated: Connection) -> None:
    assert rows(
        migrated,
        "select profile_id, seen_at, handle, display_name, followers, lang from core.profile_version",
    ) == [(1, DESCRIBED, "@ann", "Ann", 12, "en"), (2, SEEN, None, "Bob", None, None)]
    assert rows(migrated, "select display_name, followers from core.profile order by profile_id") == [
        ("Ann", 12),
        ("Bob", None),
        (None, None),
    ]
    assert rows(migrated, "select text, first_text from core.post") == [("New beans", "New beans")]
    moments = rows(
        migrated, "select happened_at, happened_at = first_seen from ops.quarantine order by location"
    )
    assert moments[0][0] == SEEN
    assert moments[1][1] is True


def test_before_anyone_was_described_they_have_a_name_and_no_followers(migrated: Connection) -> None:
    query = "select p.native_id, w.name, w.handle, w.followers from core.profile p, "
    before = rows(migrated, query + f"core.profile_as_of('acme', p.profile_id, '{SEEN}') w order by 1")
    assert before == [("ann", "Ann", "@ann", None), ("bob", "Bob", None, None), ("eve", "", None, None)]
    then = rows(migrated, query + f"core.profile_as_of('acme', p.profile_id, '{DESCRIBED}') w order by 1")
    assert then[0] == ("ann", "Ann", "@ann", 12)


def test_what_was_blocked_stays_blocked_at_every_moment(migrated: Connection) -> None:
    inbox = f"core.inbox_as_of('acme', '{SEEN}'::timestamptz - interval '1 hour', '{SEEN}')"
    assert rows(migrated, f"select interaction_id, tier from {inbox}") == [(1, "T1")]


def test_to_migrate_again_changes_nothing(migrated: Connection) -> None:
    before = rows(migrated, "select * from core.profile_version")
    migrated.commit()
    warehouse.migrate(migrated.engine.url.render_as_string(hide_password=False))
    assert rows(migrated, "select * from core.profile_version") == before
