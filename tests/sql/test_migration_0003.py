"""Migration 0003 on a warehouse of 0002 that has assignments and actions in it."""

from collections.abc import Callable
from datetime import UTC, datetime

import pytest
from sqlalchemy import Connection, text
from sqlalchemy.exc import IntegrityError

SEEN = datetime(2026, 2, 3, 9, tzinfo=UTC)
ROWS = f"""
    insert into core.brand (brand, name, timezone) values ('acme', 'Acme', 'UTC');
    insert into core.account (brand, account, platform, handle) values ('acme', 'export:acme', 'export', 'acme');
    insert into core.member (brand) values ('acme');
    insert into core.profile (brand, platform, native_id, member_id) values ('acme', 'export', 'ann', 1);
    insert into core.interaction (brand, platform, native_id, account, kind, direction, is_message, author_profile_id,
                                  thread_key, text, occurred_at, collected_at, content_hash)
    values ('acme', 'export', '1', 'export:acme', 'comment', 'inbound', true, 1, '1', 'hi', '{SEEN}', '{SEEN}', 'x'),
           ('acme', 'export', '2', 'export:acme', 'comment', 'inbound', true, 1, '2', repeat('é', 1000000), '{SEEN}',
            '{SEEN}', 'x');
    insert into core.tier_assignment (brand, interaction_id, tier, confidence, engine, assigned_at)
    values ('acme', 1, 'T4', 0.5, 'signals-1', '{SEEN}');
    insert into core.action (brand, interaction_id, action, acted_by, acted_at)
    values ('acme', 1, 'snoozed', 'kim', '{SEEN}'), ('acme', 1, 'dismissed', 'kim', '{SEEN}')
"""


@pytest.fixture
def migrated(migrated_from: Callable[..., Connection]) -> Connection:
    """A connection to a warehouse that was filled at 0002 and then brought up to date."""
    return migrated_from("0002", ROWS)


def test_what_people_did_before_rules_is_theirs(migrated: Connection) -> None:
    rows = migrated.execute(text("select action, is_automatic from core.action order by action_id"))
    assert [tuple(row) for row in rows] == [("snoozed", False), ("dismissed", False)]


def test_assignments_from_before_have_no_labels(migrated: Connection) -> None:
    query = text("select rules, labels, assignee from core.handling_as_of('acme', 1, null, :at)")
    assert tuple(migrated.execute(query, {"at": SEEN}).one()) == ([], [], None)


def test_an_interaction_has_at_most_one_action_by_rules(migrated: Connection) -> None:
    insert = text(
        "insert into core.action (brand, interaction_id, action, acted_by, acted_at, is_automatic)"
        " values ('acme', 1, 'dismissed', 'rule: x', :at, true)"
    )
    migrated.execute(insert, {"at": SEEN})
    with pytest.raises(IntegrityError):
        migrated.execute(insert, {"at": SEEN})
    migrated.rollback()
