"""Migration 0004 on a warehouse of 0003 that has a ruling in it."""

from collections.abc import Callable
from datetime import UTC, datetime

import pytest
from sqlalchemy import Connection, text
from sqlalchemy.exc import IntegrityError

import sql

SEEN = datetime(2026, 2, 3, 9, tzinfo=UTC)
ROWS = f"""
    insert into core.brand (brand, name, timezone) values ('acme', 'Acme', 'UTC');
    insert into core.account (brand, account, platform, handle) values ('acme', 'export:acme', 'export', 'acme');
    insert into core.member (brand) values ('acme');
    insert into core.profile (brand, platform, native_id, member_id) values ('acme', 'export', 'ann', 1);
    insert into core.interaction (brand, platform, native_id, account, kind, direction, is_message, author_profile_id,
                                  thread_key, text, occurred_at, collected_at, content_hash)
    values ('acme', 'export', '1', 'export:acme', 'comment', 'inbound', true, 1, '1', 'hi', '{SEEN}', '{SEEN}', 'x');
    insert into core.tier_assignment (brand, interaction_id, tier, confidence, engine, assigned_by, assigned_at)
    values ('acme', 1, 'T4', 1, 'person', 'kim', '{SEEN}');
    insert into core.tier_in_force (brand, interaction_id, assignment_id, tier, is_human, engine)
    values ('acme', 1, 1, 'T4', true, 'person')
"""


@pytest.fixture
def migrated(migrated_from: Callable[..., Connection]) -> Connection:
    """A connection to a warehouse that was filled at 0003 and then brought up to date."""
    return migrated_from("0003", ROWS)


def add(connection: Connection, version: int, state: str, layer: str | None) -> None:
    connection.execute(
        text(
            """insert into ops.tier_layer (brand, version, model, state, state_at, learned_at, rulings, through_id,
                   figures, layer)
               values ('acme', :version, 'learned-1', :state, :at, :at, 30, 1, '{}', cast(:layer as jsonb))"""
        ),
        {"version": version, "state": state, "at": SEEN, "layer": layer},
    )


def test_what_people_ruled_before_is_what_a_layer_can_be_learned_from(migrated: Connection) -> None:
    query = text(sql.load("tiers/layers/rulings.sql"))
    rows = migrated.execute(query, {"brand": "acme", "most": 10})
    assert [tuple(row) for row in rows] == [(1, "T4", 1, 1)]


@pytest.mark.parametrize(("state", "layer"), [("active", None), ("rejected", "{}"), ("planned", "{}")])
def test_only_a_rejected_layer_is_without_weights(
    migrated: Connection, state: str, layer: str | None
) -> None:
    with pytest.raises(IntegrityError):
        add(migrated, 1, state, layer)
    migrated.rollback()


def test_a_brand_has_one_layer_in_force_and_any_number_of_others(migrated: Connection) -> None:
    for version, state, layer in (
        (1, "retired", "{}"),
        (2, "rejected", None),
        (3, "rejected", None),
        (4, "active", "{}"),
    ):
        add(migrated, version, state, layer)
    with pytest.raises(IntegrityError):
        add(migrated, 5, "active", "{}")
    migrated.rollback()
