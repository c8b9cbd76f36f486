"""Migration 0005 on a warehouse of 0003 that has assignments in it."""

from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from typing import Any

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
    values ('acme', 'export', '1', 'export:acme', 'comment', 'inbound', true, 1, '1', 'hi', '{SEEN}', '{SEEN}', 'x');
    insert into core.tier_assignment (brand, interaction_id, tier, confidence, engine, assigned_at, labels)
    values ('acme', 1, 'T4', 0.5, 'signals-1', '{SEEN}', '{{billing}}')
"""


@pytest.fixture
def migrated(migrated_from: Callable[..., Connection]) -> Connection:
    """A connection to a warehouse that was filled at 0003 and then brought up to date."""
    return migrated_from("0003", ROWS)


def chance(connection: Connection, at: datetime = SEEN) -> Any:
    query = text("select core.t1_chance_as_of('acme', 1, null, :at)")
    return connection.execute(query, {"at": at}).scalar_one()


def assign(connection: Connection, t1_chance: float | None, by: str | None, at: datetime = SEEN) -> None:
    connection.execute(
        text(
            "insert into core.tier_assignment (brand, interaction_id, tier, confidence, engine, assigned_by,"
            " assigned_at, t1_chance) values ('acme', 1, 'T4', 1, 'x', :by, :at, :t1_chance)"
        ),
        {"by": by, "at": at, "t1_chance": t1_chance},
    )


def test_an_assignment_of_before_stays_as_it_was_and_has_no_chance(migrated: Connection) -> None:
    rows = migrated.execute(
        text("select tier, confidence, labels, t1_chance from core.tier_assignment")
    ).all()
    assert [tuple(row) for row in rows] == [("T4", 0.5, ["billing"], None)]
    assert chance(migrated) is None


def test_the_newest_assignment_tells_until_a_person_rules(migrated: Connection) -> None:
    assign(migrated, 0.25, None)
    assert chance(migrated) == 0.25
    assign(migrated, None, "kim", SEEN + timedelta(hours=2))
    assert chance(migrated, SEEN + timedelta(hours=1)) == 0.25
    assert chance(migrated, SEEN + timedelta(hours=3)) is None


def test_a_chance_is_between_nothing_and_certainty(migrated: Connection) -> None:
    with pytest.raises(IntegrityError, match="t1_chance"):
        assign(migrated, 1.5, None)
