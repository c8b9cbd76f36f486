"""Migration 0003 on a warehouse of 0002 that has assignments and actions in it."""

from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path

import pytest
from alembic import command
from alembic.config import Config
from sqlalchemy import Connection, Engine, create_engine, text
from sqlalchemy.exc import IntegrityError

import sql
from connectors import warehouse

SEEN = datetime(2026, 2, 3, 9, tzinfo=UTC)
ROWS = """
    insert into core.brand (brand, name, timezone) values ('acme', 'Acme', 'UTC');
    insert into core.account (brand, account, platform, handle) values ('acme', 'export:acme', 'export', 'acme');
    insert into core.member (brand) values ('acme');
    insert into core.profile (brand, platform, native_id, member_id) values ('acme', 'export', 'ann', 1);
    insert into core.interaction (brand, platform, native_id, account, kind, direction, is_message, author_profile_id,
                                  thread_key, text, occurred_at, collected_at, content_hash)
    values ('acme', 'export', '1', 'export:acme', 'comment', 'inbound', true, 1, '1', 'hi', :seen, :seen, 'x'),
           ('acme', 'export', '2', 'export:acme', 'comment', 'inbound', true, 1, '2', repeat('é', 1000000), :seen,
            :seen, 'x');
    insert into core.tier_assignment (brand, interaction_id, tier, confidence, engine, assigned_at)
    values ('acme', 1, 'T4', 0.5, 'signals-1', :seen);
    insert into core.action (brand, interaction_id, action, acted_by, acted_at)
    values ('acme', 1, 'snoozed', 'kim', :seen), ('acme', 1, 'dismissed', 'kim', :seen)
"""


@pytest.fixture
def migrated(postgres: Engine) -> Iterator[Connection]:
    """A connection to a warehouse that was filled at 0002 and then brought up to date."""
    name = "from_0002"
    with postgres.connect() as admin:
        admin.execute(text(f"create database {name}"))
    url = postgres.url.set(database=name).render_as_string(hide_password=False)
    old = create_engine(url)
    config = Config()
    config.set_main_option("script_location", str(Path(sql.__file__).parent / "migrations"))
    with old.begin() as connection:
        config.attributes["connection"] = connection
        command.upgrade(config, "0002")
        for statement in ROWS.split(";"):
            connection.execute(text(statement), {"seen": SEEN})
    old.dispose()
    warehouse.migrate(url)
    with warehouse.engine(url).connect() as connection:
        yield connection
    warehouse.engine(url).dispose()
    with postgres.connect() as admin:
        admin.execute(text(f"drop database {name} with (force)"))


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
