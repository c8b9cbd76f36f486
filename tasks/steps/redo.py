"""What a backfill does once more: windows asked for again, landed pages read again, tiers given again.

Each says since when its work counts as done, so that the same command goes on where it was stopped, and two backfills
of the same do not do it twice.
"""

import json
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, replace
from datetime import date, datetime
from typing import Any

from sqlalchemy import text

import sql
from connectors.records import Window
from tasks.core.backfill_plan import Asked
from tasks.steps.run import Run, context, killed_runs
from tasks.steps.windows import Load

RETIER_CHUNK = 20_000
"""Messages in the tier queue at a time: what a scheduled scan that comes in the middle finds before its own."""
PATIENCE_SECONDS = 900.0
"""How long a backfill gives way to a digest's run before it goes on beside it."""
_REDO_LOCK = 7_281_006


@dataclass(frozen=True, slots=True)
class Begun:
    """What a run goes on with: work since `since` (UTC) is done; metrics are up to `metrics_through`, if at all."""

    since: datetime
    metrics_through: date | None
    is_resumed: bool


def begin(run: Run, asked: Asked) -> Begun:
    """Note what the run was asked for; since when that is being done, over runs that did not finish."""
    with context(run).engine.begin() as connection:
        values = {"brand": run.brand, "run_id": run.run_id}
        connection.execute(
            text(sql.load("backfill/asked.sql")), values | {"asked": json.dumps(asked.as_json())}
        )
        row = connection.execute(text(sql.load("backfill/begun.sql")), values).one()
    return Begun(row.since, row.metrics_through, row.is_resumed)


def finished(
    run: Run, asked: Asked, since: datetime, *, is_landed: bool = False, is_waiting: bool = False
) -> list[Load]:
    """The span's finished windows nobody has brought in since `since`, newest first.

    `is_landed`: only those whose pages landed; `is_waiting`: only those with rows in quarantine.
    """
    with context(run).engine.connect() as connection:
        rows = connection.execute(
            text(sql.load("backfill/finished.sql")),
            _span(run, asked) | {"since": since, "is_landed": is_landed, "is_waiting": is_waiting},
        ).all()
    return [
        Load(row.load_id, row.account, row.stream, row.window_start, row.window_end, row.state == "merged")
        for row in rows
    ]


def collect_again(run: Run, loads: Sequence[Load], since: datetime) -> list[Load]:
    """Put those of `loads` that are still due down to this run, to be asked for once more."""
    with context(run).engine.begin() as connection:
        taken = connection.execute(
            text(sql.load("backfill/collect_again.sql")),
            {
                "brand": run.brand,
                "load_ids": [one.load_id for one in loads],
                "since": since,
                "run_id": run.run_id,
            },
        )
        ids = set(taken.scalars())
    return [replace(one, is_merged=False) for one in loads if one.load_id in ids]


@contextmanager
def reading_again(run: Run, loads: Sequence[Load], since: datetime) -> Iterator[tuple[list[Load], list[str]]]:
    """Those of `loads` that are still due and whose pages are kept, and in words those whose pages are not.

    Nobody else of the brand reads pages again while the block runs.
    """
    ctx = context(run)
    with ctx.engine.begin() as connection:
        lock = "select pg_advisory_xact_lock(:c, hashtext(:brand))"
        connection.execute(text(lock), {"c": _REDO_LOCK, "brand": run.brand})
        due = text(sql.load("backfill/still_due.sql"))
        values = {"brand": run.brand, "load_ids": [one.load_id for one in loads], "since": since}
        ids = set(connection.execute(due, values).scalars())
        there: list[Load] = []
        problems: list[str] = []
        for load in (one for one in loads if one.load_id in ids):
            window = Window(load.start, load.end)
            if ctx.landing.latest(run.brand, load.account, load.stream, window, load.load_id):
                there.append(load)
            else:
                problems.append(
                    f"{load.account}, {load.stream}: the pages are not kept any more; collect them again"
                )
        yield there, problems


def let_out_mended(run: Run, load_ids: Sequence[int], since: datetime) -> int:
    """Rows in quarantine that were not met when these windows' pages were read since `since`: they are in now."""
    with context(run).engine.begin() as connection:
        values = {"brand": run.brand, "load_ids": list(load_ids), "since": since, "by": "backfill"}
        return len(connection.execute(text(sql.load("backfill/mended.sql")), values).all())


def database_now(run: Run) -> datetime:
    """The database's clock, by which rows in quarantine are dated."""
    with context(run).engine.connect() as connection:
        now: datetime = connection.execute(text("select clock_timestamp()")).scalar_one()
    return now


def queue_tiers(run: Run, asked: Asked, since: datetime) -> Iterator[int]:
    """Queue the span's messages for the engine, newest first, a chunk at a time; yields how many each time.

    The next chunk is queued when the caller has had the engine read the one before.
    """
    place: dict[str, Any] = {"before_at": "infinity", "before_id": 0}
    while True:
        with context(run).engine.begin() as connection:
            values = _span(run, asked) | {"since": since, "most": RETIER_CHUNK} | place
            row = connection.execute(text(sql.load("backfill/retier.sql")), values).one()
        if not row.queued:
            return
        place = {"before_at": row.before_at, "before_id": row.before_id}
        yield row.queued


def outdated(run: Run) -> int:
    """How many messages have the tier of an engine before the one that the brand's newest are read by."""
    with context(run).engine.connect() as connection:
        found: int = connection.execute(
            text(sql.load("backfill/outdated.sql")), {"brand": run.brand}
        ).scalar_one()
    return found


def queue_outdated(run: Run) -> Iterator[int]:
    """Queue these for the engine of now, the last that came in first, a chunk at a time; yields how many each time."""
    before_id: int | None = 2**62
    while before_id is not None:
        with context(run).engine.begin() as connection:
            values = {"brand": run.brand, "before_id": before_id, "most": RETIER_CHUNK}
            row = connection.execute(text(sql.load("backfill/queue_outdated.sql")), values).one()
        before_id = row.before_id
        if row.queued:
            yield row.queued


def note_metrics(run: Run, through: date) -> None:
    """Metrics that were to be computed again are, up to the day `through`."""
    with context(run).engine.begin() as connection:
        values = {"brand": run.brand, "run_id": run.run_id, "day": through}
        connection.execute(text(sql.load("backfill/metrics_through.sql")), values)


def give_way(run: Run) -> bool:
    """Wait while a digest's run is at work for the brand, within PATIENCE_SECONDS; whether there was one."""
    deadline = time.monotonic() + PATIENCE_SECONDS
    has_waited = False
    while time.monotonic() < deadline:
        with context(run).engine.connect() as connection:
            values = {"brand": run.brand, "killed": killed_runs(connection, run.brand)}
            if not connection.execute(text(sql.load("backfill/scans.sql")), values).scalar_one():
                break
        has_waited = True
        time.sleep(0.5)
    return has_waited


def _span(run: Run, asked: Asked) -> dict[str, Any]:
    return {
        "brand": run.brand,
        "start": asked.start,
        "end": asked.end,
        "accounts": None if asked.accounts is None else list(asked.accounts),
        "streams": None if asked.streams is None else list(asked.streams),
    }
