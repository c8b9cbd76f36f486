"""The embedded PostgreSQL: starts by itself, is shared, stops with its last user, stays up when asked to."""

import subprocess
import sys
import tempfile
from collections.abc import Iterator
from pathlib import Path

import psycopg2
import pytest

from connectors import embedded_postgres

USER = (
    "import sys, pathlib; from connectors import embedded_postgres as e; e.ensure(pathlib.Path(sys.argv[1])); \
print('up', flush=True); sys.stdin.readline()"
)


@pytest.fixture
def folder() -> Iterator[Path]:
    """A folder that root's stand-in can reach: pytest shuts its own to others whenever a run begins."""
    with tempfile.TemporaryDirectory(prefix="rapport-") as name:
        yield Path(name)


@pytest.fixture
def home(folder: Path) -> Iterator[Path]:
    """A home of this test's own, with a space in its path; its server is stopped at the end."""
    path = folder / "a home"
    yield path
    embedded_postgres.release(path)
    embedded_postgres.stop(path)


def user(home: Path) -> subprocess.Popen[str]:
    """Another process that uses the server until it is told to end."""
    process = subprocess.Popen(
        [sys.executable, "-c", USER, str(home)], stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True
    )
    assert process.stdout is not None
    assert process.stdout.readline() == "up\n"
    return process


def answers(home: Path) -> bool:
    connection = psycopg2.connect(embedded_postgres.libpq_url(home))
    with connection.cursor() as cursor:
        cursor.execute("select 1")
        row = cursor.fetchone()
    connection.close()
    return row == (1,)


def test_it_starts_when_it_is_needed_and_stops_when_nobody_uses_it(home: Path) -> None:
    assert not embedded_postgres.is_running(home)
    url = embedded_postgres.ensure(home)
    assert url.startswith("postgresql+psycopg2://")
    assert embedded_postgres.ensure(home) == url
    assert answers(home)
    embedded_postgres.release(home)
    assert not embedded_postgres.is_running(home)


def test_it_stays_while_another_process_uses_it_and_ends_with_that_one(home: Path) -> None:
    other = user(home)
    embedded_postgres.ensure(home)
    embedded_postgres.release(home)
    assert answers(home)
    other.communicate("end\n", timeout=60)
    assert not embedded_postgres.is_running(home)


def test_a_killed_user_leaves_a_server_that_the_next_one_stops(home: Path) -> None:
    other = user(home)
    other.kill()
    other.communicate()
    assert embedded_postgres.is_running(home)
    embedded_postgres.ensure(home)
    embedded_postgres.release(home)
    assert not embedded_postgres.is_running(home)


def test_kept_up_it_outlives_its_users_until_it_is_stopped(home: Path) -> None:
    embedded_postgres.keep(home)
    user(home).communicate("end\n", timeout=60)
    assert answers(home)
    assert embedded_postgres.stop(home)
    assert not embedded_postgres.is_running(home)
    assert not embedded_postgres.stop(home)


def test_a_path_too_long_for_a_socket_works_all_the_same(folder: Path) -> None:
    home = folder / ("x" * 120)
    embedded_postgres.ensure(home)
    assert answers(home)
    embedded_postgres.release(home)


def test_what_was_written_is_there_after_a_restart(home: Path) -> None:
    embedded_postgres.ensure(home)
    connection = psycopg2.connect(embedded_postgres.libpq_url(home))
    with connection, connection.cursor() as cursor:
        cursor.execute("create table t as select 7 as n")
    connection.close()
    embedded_postgres.release(home)
    embedded_postgres.ensure(home)
    connection = psycopg2.connect(embedded_postgres.libpq_url(home))
    with connection.cursor() as cursor:
        cursor.execute("select n from t")
        assert cursor.fetchone() == (7,)
    connection.close()


def test_when_it_cannot_start_the_error_says_where_to_look(folder: Path) -> None:
    from connectors.errors import ConfigError

    (folder / "postgres").mkdir()
    (folder / "postgres" / "PG_VERSION").write_text("18\n", encoding="utf-8")
    with pytest.raises(ConfigError, match="RAPPORT_DATABASE_URL"):
        embedded_postgres.ensure(folder)
    embedded_postgres.release(folder)
