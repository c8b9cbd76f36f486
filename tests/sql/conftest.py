"""Warehouses of earlier versions: filled at a revision, then brought up to date."""

import itertools
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from pathlib import Path

import pytest
from alembic import command
from alembic.config import Config
from sqlalchemy import Connection, Engine, create_engine, text

import sql
from connectors import warehouse

_numbers = itertools.count(1)


def _fill(url: str, revision: str, rows: str, look: Callable[[Connection], None] | None) -> None:
    """A schema of `revision` with `rows` in it, and what `look` wants to see of it."""
    old = create_engine(url)
    config = Config()
    config.set_main_option("script_location", str(Path(sql.__file__).parent / "migrations"))
    with old.begin() as connection:
        config.attributes["connection"] = connection
        command.upgrade(config, revision)
        connection.exec_driver_sql(rows)
        if look is not None:
            look(connection)
    old.dispose()


@contextmanager
def _migrated(
    admin: Engine, revision: str, rows: str, look: Callable[[Connection], None] | None
) -> Iterator[Connection]:
    name = f"from_{revision}_{next(_numbers)}"
    with admin.connect() as connection:
        connection.execute(text(f"create database {name}"))
    url = admin.url.set(database=name).render_as_string(hide_password=False)
    try:
        _fill(url, revision, rows, look)
        warehouse.migrate(url)
        with warehouse.engine(url).connect() as connection:
            yield connection
    finally:
        warehouse.engine(url).dispose()
        with admin.connect() as connection:
            connection.execute(text(f"drop database {name} with (force)"))


@pytest.fixture
def migrated_from(postgres: Engine) -> Iterator[Callable[..., Connection]]:
    """`migrated_from("0005", ROWS)`: a connection to a warehouse that was filled at 0005 and then brought up to date.

    ROWS are statements of SQL with their values in them. `look=`, a function of a connection, sees the
    warehouse as it was before: filled, and not yet migrated.
    """
    with ExitStack() as opened:

        def make(revision: str, rows: str, look: Callable[[Connection], None] | None = None) -> Connection:
            return opened.enter_context(_migrated(postgres, revision, rows, look))

        yield make
