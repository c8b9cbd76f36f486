"""Parquet, written by DuckDB (imported when it is asked for): from a CSV file, in pieces, in bounded memory."""

import json
import os
from collections.abc import Mapping
from pathlib import Path
from types import ModuleType

from connectors.errors import ConfigError

MEMORY = "160MB"
ROWS_A_GROUP = 50_000
TYPES = {
    "text": "VARCHAR",
    "date": "DATE",
    "timestamp": "TIMESTAMPTZ",
    "integer": "INTEGER",
    "bigint": "BIGINT",
    "double": "DOUBLE",
    "boolean": "BOOLEAN",
}
"""A column's type as sql/export names it -> DuckDB's."""


def library() -> ModuleType:
    """DuckDB; ConfigError when it is not installed."""
    try:
        import duckdb
    except ImportError as error:
        raise ConfigError(
            "Parquet needs DuckDB, which is not installed: .venv/bin/pip install -e '.[parquet]', or --format csv"
        ) from error
    return duckdb


def from_csv(source: Path, target: Path, columns: Mapping[str, str], about: Mapping[str, object]) -> None:
    """Write the CSV at `source` (as PostgreSQL's COPY writes it) to `target`, as Parquet.

    `about` goes into its metadata, under "rapport", as JSON. `columns`: our own names -> a key of TYPES.
    Timestamps become UTC instants. Streams: never all rows in memory.
    """
    settings = {
        "memory_limit": MEMORY,
        "threads": 1,
        "temp_directory": str(target.parent),
        # Nothing is fetched from the net for a query, whatever is in it.
        "autoinstall_known_extensions": False,
        "autoload_known_extensions": False,
    }
    types = ", ".join(f"{_quoted(name)}: {_quoted(TYPES[kind])}" for name, kind in columns.items())
    # By its descriptor: in a path DuckDB would take * ? [ for a pattern.
    with source.open("rb") as file, library().connect(config=settings) as connection:
        connection.execute("set TimeZone = 'UTC'")
        connection.execute(
            f"copy (select * from read_csv({_quoted(f'/dev/fd/{file.fileno()}')}, columns = {{{types}}}, header = true,"  # noqa: S608  (our own names, quoted)
            " auto_detect = false, delim = ',', quote = '\"', escape = '\"', new_line = '\\n', nullstr = '',"
            " allow_quoted_nulls = false, parallel = false, max_line_size = 4000000))"
            f" to {_quoted(os.fspath(target))} (format parquet, compression zstd, row_group_size {ROWS_A_GROUP},"
            f" kv_metadata {{rapport: {_quoted(json.dumps(about, ensure_ascii=False))}}})"
        )


def _quoted(value: str) -> str:
    """`value` as a string of DuckDB's SQL."""
    return "'" + value.replace("'", "''") + "'"
