"""The warehouse's edge: engine, migrations, transactions, COPY."""

import io
import re
import sys
from collections.abc import Iterable, Mapping, Sequence
from functools import cache
from importlib import resources
from typing import Any, BinaryIO

from sqlalchemy import Connection, Engine, create_engine, text

from connectors.errors import ConfigError

ANALYZE_ROWS = 200
ANALYZE_SHARE = 0.1  # PostgreSQL's own autovacuum_analyze_scale_factor


_OPTIONS = "-c timezone=UTC -c jit=off -c random_page_cost=1.1 -c client_connection_check_interval=2s"
"""Nothing is on disks that turn: by PostgreSQL's default of 4, a year is read whole to look up a week of it."""


@cache
def engine(url: str) -> Engine:
    """One pooled engine a process for `url` (``postgresql+psycopg2://...``); sessions speak UTC.

    The server looks every two seconds whether this process is still there: a killed one's statement, and the locks it
    holds, would else go on to its end while the next run waits.
    """
    return create_engine(
        url,
        pool_pre_ping=True,
        connect_args={"options": _OPTIONS, "application_name": "rapport"},
    )


def migrate(url: str) -> None:
    """Bring the database at `url` to the newest schema; safe to run twice and by several processes.

    Raises ConfigError when its schema is newer than this version.
    """
    with engine(url).connect() as connection:
        current, newest = schema_revisions(connection)
    if current is not None and current > newest:
        raise ConfigError(
            f"this database is of a newer Rapport (its schema is {current}, this one knows {newest}): update Rapport"
        )
    if current != newest:
        from connectors.migrations import upgrade  # every run comes by, and Alembic takes 9 MB

        upgrade(engine(url))


def schema_revisions(connection: Connection) -> tuple[str | None, str]:
    """(the schema's revision, the newest one this version knows); None: no schema yet."""
    current = None
    if connection.execute(text("select to_regclass('public.alembic_version')")).scalar() is not None:
        current = connection.execute(text("select version_num from public.alembic_version")).scalar()
    return current, max(
        file.name[:4]
        for file in resources.files("sql").joinpath("migrations", "versions").iterdir()
        if re.fullmatch(r"\d{4}_\w+\.py", file.name)
    )


def analyze_if_grown(connection: Connection, table: str, rows: int) -> None:
    """Refresh the planner's statistics of `table` (our own name) when `rows` new rows changed its size.

    Autovacuum sees only what is committed and comes by once a minute; a table filled a moment ago would be
    planned for as if it were empty. Left to another transaction that is at it: two that gather statistics of
    the same tables to their ends would wait for each other, in a circle at worst.
    """
    known = connection.execute(
        text("select greatest(reltuples, 0) from pg_class where oid = cast(:t as regclass)"), {"t": table}
    ).scalar_one()
    if rows > ANALYZE_ROWS + ANALYZE_SHARE * known:
        connection.execute(text(f"analyze (skip_locked) {table}"))


def copy_rows(
    connection: Connection, table: str, columns: Sequence[str], rows: Iterable[Sequence[object]]
) -> int:
    """COPY `rows` into `table` inside the connection's transaction; returns how many.

    `table` and `columns` are our own names, never input. Streams: never all rows in memory.
    """
    source = _CopyStream(rows)
    statement = f"copy {table} ({', '.join(columns)}) from stdin"
    cursor: Any = connection.connection.cursor()
    with cursor:
        cursor.copy_expert(statement, source, size=1 << 16)
    return source.count


def copied(rows: Iterable[Sequence[object]]) -> str:
    """`rows` as COPY reads them, made before: whoever copies them meanwhile has no need of Python's one lock."""
    return _CopyStream(rows).read(sys.maxsize)


def copy_text(connection: Connection, table: str, columns: Sequence[str], lines: str) -> None:
    """COPY what `copied` made into `table` inside the connection's transaction. All names are our own, never input."""
    cursor: Any = connection.connection.cursor()
    with cursor:
        statement = f"copy {table} ({', '.join(columns)}) from stdin"
        cursor.copy_expert(statement, io.StringIO(lines), size=1 << 24)


def copy_csv(connection: Connection, query: str, parameters: Mapping[str, object], target: BinaryIO) -> int:
    """COPY what `query` selects into `target` as CSV (UTF-8, with a header, null as nothing); returns how many rows.

    `query` is our own text with bound parameters (``:name``), which the driver sets in: COPY takes none. Streams.
    """
    compiled = text(query).compile(dialect=connection.dialect)
    cursor: Any = connection.connection.cursor()
    with cursor:
        selected = cursor.mogrify(str(compiled), dict(parameters)).decode("utf-8")
        cursor.copy_expert(f"copy ({selected}) to stdout (format csv, header)", target, size=1 << 16)
        rows: int = cursor.rowcount
    return rows


class _CopyStream(io.TextIOBase):
    """A file that psycopg2 reads COPY text from, made row by row."""

    def __init__(self, rows: Iterable[Sequence[object]]) -> None:
        self._rows = iter(rows)
        self._rest = ""
        self.count = 0

    def readable(self) -> bool:
        return True

    def read(self, size: int | None = -1) -> str:
        wanted = 1 << 16 if size is None or size < 0 else size
        parts, length = [self._rest], len(self._rest)
        while length < wanted:
            row = next(self._rows, None)
            if row is None:
                break
            line = "\t".join(map(_copy_text, row)) + "\n"
            self.count += 1
            parts.append(line)
            length += len(line)
        text_ = "".join(parts)
        self._rest = text_[wanted:]
        return text_[:wanted]


_ESCAPES = str.maketrans({"\\": "\\\\", "\t": "\\t", "\n": "\\n", "\r": "\\r"})
_NEEDS_ESCAPES = re.compile(r"[\\\t\n\r]")


def _copy_text(value: object) -> str:
    if value is None:
        return "\\N"
    if isinstance(value, bytes):
        return "\\\\x" + value.hex()
    if isinstance(value, list | tuple):
        quoted = (str(v).replace("\\", "\\\\").replace('"', '\\"') for v in value)
        value = "{" + ",".join(f'"{v}"' for v in quoted) + "}"
    text_ = str(value)
    return (
        text_.translate(_ESCAPES) if _NEEDS_ESCAPES.search(text_) else text_
    )  # most need none: a look is cheap
