"""Migration 0006 on a warehouse of 0005 that has runs in it."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from alembic import command
from alembic.config import Config
from sqlalchemy import Connection, Engine, create_engine, text

import sql
from connectors import warehouse

ROWS = """
    insert into core.brand (brand, name, timezone) values ('acme', 'Acme', 'UTC');
    insert into ops.run (run_id, brand, flow, as_of, is_replay, state, counts)
    values ('00000000-0000-0000-0000-000000000001', 'acme', 'backfill', now(), true, 'failed', '{"windows": 3}')
"""


@pytest.fixture
def migrated(postgres: Engine) -> Iterator[Connection]:
    """A connection to a warehouse that was filled at 0005 and then brought up to date."""
    name = "from_0005"
    with postgres.connect() as admin:
        admin.execute(text(f"create database {name}"))
    url = postgres.url.set(database=name).render_as_string(hide_password=False)
    old = create_engine(url)
    config = Config()
    config.set_main_option("script_location", str(Path(sql.__file__).parent / "migrations"))
    with old.begin() as connection:
        config.attributes["connection"] = connection
        command.upgrade(config, "0005")
        for statement in ROWS.split(";"):
            connection.execute(text(statement))
    old.dispose()
    warehouse.migrate(url)
    with warehouse.engine(url).connect() as connection:
        yield connection
    warehouse.engine(url).dispose()
    with postgres.connect() as admin:
        admin.execute(text(f"drop database {name} with (force)"))


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
