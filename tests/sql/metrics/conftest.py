"""A warehouse that the tests of one file share: making one takes longer than most of them."""

from collections.abc import Iterator

import pytest
from sqlalchemy import Connection, Engine, text

from connectors import warehouse


@pytest.fixture(scope="module")
def shared(postgres: Engine, request: pytest.FixtureRequest) -> Iterator[Engine]:
    """A migrated warehouse of the file's own; nothing in it is ever committed."""
    name = f"shared_{request.module.__name__.rpartition('.')[2]}"
    with postgres.connect() as connection:
        connection.execute(text(f"create database {name} template template_rapport"))
    url = postgres.url.set(database=name).render_as_string(hide_password=False)
    yield warehouse.engine(url)
    warehouse.engine(url).dispose()
    with postgres.connect() as connection:
        connection.execute(text(f"drop database {name} with (force)"))


@pytest.fixture
def connection(shared: Engine) -> Iterator[Connection]:
    """A transaction of the test's own, which is taken back."""
    with shared.connect() as connection:
        yield connection
        connection.rollback()
