"""Marts, campaigns, contests and polls as files: CSV for spreadsheets or Parquet for programs.

With a manifest that says what every column means.
"""

import hashlib
import json
import os
import re
import tempfile
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import asdict, dataclass
from datetime import UTC, date, datetime
from functools import cache
from importlib import resources
from pathlib import Path
from typing import Any, BinaryIO, Literal, cast

from sqlalchemy import Connection, Engine, text

import sql
from connectors import parquet, warehouse
from connectors.config import Brand
from tasks.export_read import NAMES, read_beside
from tasks.marts_models import MODELS

Format = Literal["csv", "parquet"]
MANIFEST = "manifest.json"
GUARDED = r"^\s*[=+\-@|%＝＋－＠]|^[\t\r\n]"
"""Texts that a spreadsheet may take for a formula or a command (OWASP, "CSV Injection"): they get an apostrophe in
front, after which a spreadsheet takes anything for text."""
NOTES = {
    "csv": "UTF-8, RFC 4180, null is empty and an empty text is quoted. Texts that a spreadsheet might take for a "
    "formula (beginning with = + - @ | % or a control character) have an apostrophe in front.",
    "parquet": "Texts are as they are in the warehouse. Timestamps are instants in UTC.",
}
_FIELD = re.compile(r"^-- (Purpose|Key|Unit): (.*)$", re.MULTILINE)
_COLUMN = re.compile(r"^--   (\w+) (\w+): (.*)$", re.MULTILINE)


@dataclass(frozen=True, slots=True)
class Column:
    """A column of an export: name, type (a key of connectors.parquet.TYPES), and what it means with unit and zone."""

    name: str
    type: str
    meaning: str


@dataclass(frozen=True, slots=True)
class Table:
    """One file of sql/export as its header describes it."""

    name: str
    purpose: str
    key: tuple[str, ...]
    columns: tuple[Column, ...]
    query: str


@cache
def tables() -> tuple[Table, ...]:
    """Everything that can be exported, by name."""
    found = (path.name for path in resources.files(sql).joinpath("export").iterdir())
    return tuple(_read(name) for name in sorted(found) if name.endswith(".sql"))


def export(
    engine: Engine,
    brand: Brand,
    folder: Path,
    form: Format,
    names: Sequence[str] | None,
    first_day: date,
    until_day: date,
    now: datetime,
) -> dict[str, Any]:
    """Write the brand's marts of the days [first_day, until_day) into `folder`; returns the manifest, written last.

    Days are the brand's; `now` is the wall clock (UTC); `names` None means all tables. All from one snapshot. A file is
    there whole or not at all; the same export again replaces it.
    """
    if form == "parquet":
        parquet.library()
    wanted = [table for table in tables() if names is None or table.name in names]
    folder.mkdir(parents=True, exist_ok=True)
    (folder / MANIFEST).unlink(missing_ok=True)  # what it says is no longer so
    span: dict[str, object] = {"brand": brand.slug, "first_day": first_day, "until_day": until_day}
    with engine.connect().execution_options(isolation_level="REPEATABLE READ") as connection:
        state = connection.execute(
            text(sql.load("metrics/store/state.sql")), {"brand": brand.slug}
        ).one_or_none()
        needed = [name for name in NAMES if any(f":{name} " in table.query for table in wanted)]
        beside = read_beside(connection, brand, first_day, until_day, now, needed)
        files = [_write(connection, table, folder, form, span | beside) for table in wanted]
    manifest = {
        "brand": brand.slug,
        "time_zone": brand.timezone,
        "first_day": first_day.isoformat(),
        "until_day": until_day.isoformat(),
        "computed_through": state.computed_through.isoformat() if state else None,
        "exported_at": now.astimezone(UTC).isoformat(timespec="seconds"),
        "format": form,
        "notes": NOTES[form],
        "tables": files,
        "metrics": _metrics(),
    }
    with _whole(folder / MANIFEST) as file:
        file.write(json.dumps(manifest, indent=2, ensure_ascii=False).encode())
    return manifest


def _write(
    connection: Connection, table: Table, folder: Path, form: Format, span: Mapping[str, object]
) -> dict[str, Any]:
    target = folder / f"{table.name}.{form}"
    about = {"purpose": table.purpose, "key": table.key, "columns": [asdict(c) for c in table.columns]}
    if form == "csv":
        with _whole(target) as file:
            rows = warehouse.copy_csv(connection, _guarded(table), {**span, "guarded": GUARDED}, file)
    else:
        with tempfile.NamedTemporaryFile(dir=folder, prefix=".", suffix=".csv.part") as file:
            rows = warehouse.copy_csv(connection, _ordered(table), span, cast(BinaryIO, file))
            file.flush()
            with _whole(target) as partial:
                types = {column.name: column.type for column in table.columns}
                parquet.from_csv(Path(file.name), Path(partial.name), types, span_of(span) | about)
    with target.open("rb") as written:
        digest = hashlib.file_digest(written, "sha256").hexdigest()
    return {"table": table.name, "file": target.name, "rows": rows, "sha256": digest} | about


def span_of(span: Mapping[str, object]) -> dict[str, object]:
    """The brand and the days, as text."""
    return {name: str(span[name]) for name in ("brand", "first_day", "until_day")}


def _guarded(table: Table) -> str:
    """The table's query, texts that begin as a formula does made harmless; names are our own, from its header."""
    columns = ", ".join(
        f"case when {c.name} ~ :guarded then '''' || {c.name} else {c.name} end as {c.name}"
        if c.type == "text"
        else c.name
        for c in table.columns
    )
    return _ordered(table, columns)


def _ordered(table: Table, columns: str = "*") -> str:
    keys = ", ".join(f"rows.{name}" for name in table.key)
    return f"select {columns} from ({table.query}) rows order by {keys}"  # noqa: S608  (our own SQL, from files)


def _metrics() -> list[dict[str, Any]]:
    """What the metrics are, by the headers of sql/metrics: purpose, unit, version."""
    found = []
    for model in MODELS:
        header = dict(_FIELD.findall(model.text))
        found += [
            {
                "metric": name,
                "purpose": header.get("Purpose", ""),
                "unit": header.get("Unit", ""),
                "version": model.version,
            }
            for name in model.metrics
        ]
    return found


@contextmanager
def _whole(path: Path) -> Iterator[BinaryIO]:
    """A file that takes the place of `path` when the block ended well, and is removed when it did not."""
    partial = path.with_name(f".{path.name}.{os.getpid()}.part")
    try:
        with partial.open("wb") as file:
            yield file
        partial.replace(path)
    finally:
        partial.unlink(missing_ok=True)


def _read(file_name: str) -> Table:
    query = sql.load(f"export/{file_name}")
    header = dict(_FIELD.findall(query))
    return Table(
        name=file_name.removesuffix(".sql"),
        purpose=header["Purpose"],
        key=tuple(re.split(r", *", header["Key"])),
        columns=tuple(Column(*found) for found in _COLUMN.findall(query)),
        query=query,
    )
