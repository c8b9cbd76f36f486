"""How the pipeline stands: what was collected, what is missing, what waits, what went out. Read-only."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC
from typing import Any

from sqlalchemy import Connection, Engine, text

import sql
from tasks.steps.run import killed_runs

NEWEST = 10


@dataclass(frozen=True)
class Status:
    """One brand's state; each row is a dict with the columns of its SQL in sql/status. Times are UTC."""

    brand: str
    windows: Sequence[dict[str, Any]]
    gaps: Sequence[dict[str, Any]]
    quarantine: Sequence[dict[str, Any]]
    outbox: Sequence[dict[str, Any]]
    runs: Sequence[dict[str, Any]]
    used_up: Sequence[dict[str, Any]]
    outdated: int
    """Interactions that have the tier of an engine of before: housekeeping lets the one of now read them."""


def read_status(engine: Engine, brand: str, newest: int = NEWEST) -> Status:
    """The state of `brand`, from one snapshot; of digests and runs the `newest` ones."""
    with engine.connect().execution_options(isolation_level="REPEATABLE READ") as connection:
        return Status(
            brand=brand,
            windows=_rows(connection, "windows", brand=brand),
            gaps=_rows(connection, "gaps", brand=brand),
            quarantine=_rows(connection, "quarantine", brand=brand),
            outbox=_rows(connection, "outbox", brand=brand, most=newest),
            runs=_rows(connection, "runs", brand=brand, most=newest, killed=killed_runs(connection, brand)),
            used_up=_rows(connection, "used_up", brand=brand, left_to_others=0.0),
            outdated=int(
                connection.execute(text(sql.load("backfill/outdated.sql")), {"brand": brand}).scalar_one()
            ),
        )


def read_progress(engine: Engine, brand: str) -> tuple[int, int]:
    """(windows merged, interactions and other rows inserted) of `brand` so far."""
    with engine.connect() as connection:
        row = _rows(connection, "progress", brand=brand)[0]
    return int(row["windows"]), int(row["inserted"])


def read_waits(engine: Engine, brand: str, left_to_others: float = 0.0) -> str:
    """Which accounts of `brand` may ask nothing more for now, in words: the two that wait longest.

    `left_to_others` is the share of each limit that who asks does not touch.
    """
    with engine.connect() as connection:
        rows = _rows(connection, "used_up", brand=brand, left_to_others=left_to_others)
    ends = {row["account"]: row["resets_at"] for row in rows}
    if not ends:
        return ""
    named = sorted(ends, key=lambda account: ends[account], reverse=True)[:2]
    told = [
        f"{account} waits for its rate limit until {ends[account].astimezone(UTC):%H:%M:%S} UTC"
        for account in named
    ]
    return ", ".join(told) + (f", and {len(ends) - 2} more" if len(ends) > 2 else "")


def _rows(connection: Connection, name: str, **parameters: object) -> list[dict[str, Any]]:
    result = connection.execute(text(sql.load(f"status/{name}.sql")), parameters)
    return [dict(row) for row in result.mappings()]
