"""Migration 0008 on a warehouse of 0007 that has snapshots and marts in it."""

from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path

import pytest
from alembic import command
from alembic.config import Config
from sqlalchemy import Connection, Engine, create_engine, text

import sql
from connectors import warehouse

ROWS = """
    insert into core.brand (brand, name, timezone) values ('acme', 'Acme', 'UTC');
    insert into core.account (brand, account, platform, handle) values ('acme', 'x:a', 'x', 'a');
    insert into core.member (brand, member_id) overriding system value values ('acme', 1);
    insert into core.profile (brand, profile_id, platform, native_id, member_id, is_own) overriding system value
    values ('acme', 1, 'x', 'me', 1, true);
    insert into core.post (brand, post_id, platform, native_id, account, author_profile_id, kind, is_own, published_at,
                           collected_at, content_hash) overriding system value
    values ('acme', 1, 'x', 'p', 'x:a', 1, 'post', true, '2026-02-02 12:00Z', now(), '');
    insert into core.post_snapshot (brand, post_id, captured_at, reactions)
    values ('acme', 1, '2026-02-02 14:00Z', 10), ('acme', 1, '2026-02-03 14:00Z', 14),
           ('acme', 1, '2026-02-04 14:00Z', 2), ('acme', 1, '2026-02-20 14:00Z', 5);
    insert into ops.mart_state values ('acme', '2026-02-02', '2026-02-05 00:00Z')
"""
GAINS = "select captured_at, gained from core.counter_gain('acme', :since, :until_at) order by captured_at"
SPAN = {
    "since": datetime(2026, 2, 1, tzinfo=UTC),
    "until_at": datetime(2026, 3, 1, tzinfo=UTC),
}


@pytest.fixture
def migrated(postgres: Engine) -> Iterator[tuple[list[tuple[object, ...]], Connection]]:
    """The gains before, and a connection to the warehouse that was filled at 0007 and then brought up to date."""
    name = "from_0007"
    with postgres.connect() as admin:
        admin.execute(text(f"create database {name}"))
    url = postgres.url.set(database=name).render_as_string(hide_password=False)
    old = create_engine(url)
    config = Config()
    config.set_main_option("script_location", str(Path(sql.__file__).parent / "migrations"))
    with old.begin() as connection:
        config.attributes["connection"] = connection
        command.upgrade(config, "0007")
        for statement in ROWS.split(";\n"):
            connection.execute(text(statement.replace(":00", r"\:00")))
        before = [tuple(row) for row in connection.execute(text(GAINS), SPAN)]
    old.dispose()
    warehouse.migrate(url)
    with warehouse.engine(url).connect() as connection:
        yield before, connection
    warehouse.engine(url).dispose()
    with postgres.connect() as admin:
        admin.execute(text(f"drop database {name} with (force)"))


def test_gains_are_what_they_were_and_all_marts_are_computed_again(
    migrated: tuple[list[tuple[object, ...]], Connection],
) -> None:
    before, connection = migrated
    gains = [tuple(row) for row in connection.execute(text(GAINS), SPAN)]
    assert [gained for _, gained in gains] == [10, 4, 0, None]
    assert gains == before
    assert connection.execute(text("select count(*) from ops.mart_state")).scalar_one() == 0
