"""Migration 0006 on a warehouse of 0005 that has runs in it."""

from collections.abc import Callable

import pytest
from sqlalchemy import Connection, text

import sql

ROWS = """
    insert into core.brand (brand, name, timezone) values ('acme', 'Acme', 'UTC');
    insert into ops.run (run_id, brand, flow, as_of, is_replay, state, counts)
    values ('00000000-0000-0000-0000-000000000001', 'acme', 'backfill', now(), true, 'failed', '{"windows": 3}')
"""


@pytest.fixture
def migrated(migrated_from: Callable[..., Connection]) -> Connection:
    """A connection to a warehouse that was filled at 0005 and then brought up to date."""
    return migrated_from("0005", ROWS)


def test_a_run_of_before_stays_as_it_was_and_was_asked_for_nothing_known(migrated: Connection) -> None:
    rows = migrated.execute(text("select state, counts, asked, metrics_through from ops.run")).all()
    assert [tuple(row) for row in rows] == [("failed", {"windows": 3}, None, None)]


def test_a_backfill_goes_on_with_no_run_of_before(migrated: Connection) -> None:
    run = "00000000-0000-0000-0000-000000000002"
    migrated.execute(
        text(
            "insert into ops.run (run_id, brand, flow, as_of, is_replay, state, asked)"
            " values (cast(:run as uuid), 'acme', 'backfill', now(), true, 'running', '{\"start\": 1}')"
        ),
        {"run": run},
    )
    begun = migrated.execute(text(sql.load("backfill/begun.sql")), {"brand": "acme", "run_id": run}).one()
    started = migrated.execute(
        text("select started_at from ops.run where run_id = cast(:run as uuid)"), {"run": run}
    ).scalar_one()
    assert tuple(begun) == (started, None, False)
