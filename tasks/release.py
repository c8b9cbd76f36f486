"""Letting rows out of quarantine, on a person's word."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import text
from sqlalchemy.exc import DBAPIError

import sql
from tasks.steps import check, merge, stage, tier
from tasks.steps.run import Run, context, lease, open_run
from tasks.steps.windows import Load


@dataclass(frozen=True, slots=True)
class Released:
    """What became of one quarantined row; `problem` says in words why it still waits, "" when it is in."""

    quarantine_id: int
    problem: str = ""


def release(run: Run, quarantine_ids: Sequence[int], by: str, now: datetime) -> list[Released]:
    """Bring quarantined rows in. `by` names the person, `now` is the wall clock (UTC).

    A row that broke a rule goes in as it is: the person's word stands above the rule. A row that could not be
    read is read again from its landed page, by the parser as it is now, and goes in if it can be read.
    """
    open_run(run, None)
    with lease(run):
        rows = _waiting(run, quarantine_ids)
        done = [
            _release_staged(run, row, now) if row.stage == "validate" else _read_again(run, row, now)
            for row in rows
        ]
        tier.assign_tiers(run, now)
        with context(run).engine.begin() as connection:
            connection.execute(
                text(sql.load("ops/quarantine_decide.sql")),
                {
                    "brand": run.brand,
                    "ids": [r.quarantine_id for r in done if not r.problem],
                    "state": "released",
                    "by": by,
                    "now": now,
                },
            )
    found = {row.quarantine_id for row in rows}
    return done + [Released(i, "no such row waits in quarantine") for i in quarantine_ids if i not in found]


def drop(run: Run, quarantine_ids: Sequence[int], by: str, now: datetime) -> int:
    """Decide that quarantined rows stay out for good (they are kept, marked); returns how many."""
    with context(run).engine.begin() as connection:
        values = {"brand": run.brand, "ids": list(quarantine_ids), "state": "dropped", "by": by, "now": now}
        return connection.execute(text(sql.load("ops/quarantine_decide.sql")), values).rowcount


def _waiting(run: Run, quarantine_ids: Sequence[int]) -> Sequence[Any]:
    with context(run).engine.connect() as connection:
        return connection.execute(
            text(sql.load("ops/quarantine_waiting.sql")), {"brand": run.brand, "ids": list(quarantine_ids)}
        ).all()


def _release_staged(run: Run, row: Any, now: datetime) -> Released:
    """Put the row back into staging under a window of its own and merge it."""
    engine = context(run).engine
    with engine.begin() as connection:
        load_id = connection.execute(
            text(sql.load("ops/release_stage.sql")),
            {
                "brand": run.brand,
                "quarantine_id": row.quarantine_id,
                "run_id": run.run_id,
                "start": now,
                # Windows are unique by their span: each released row gets one of its own.
                "end": now + timedelta(microseconds=1 + row.quarantine_id % 1_000_000),
            },
        ).scalar_one()
    try:
        merged = merge.merge(run, [load_id], now)
    except DBAPIError as error:
        _discard(run, load_id)
        return Released(row.quarantine_id, f"the warehouse cannot hold it: {str(error.orig).splitlines()[0]}")
    if row.entity in {"interaction", "post"} and not (merged.inserted or merged.changed or merged.unchanged):
        return Released(row.quarantine_id, f"it cannot be brought in as it is: it {row.reason}")
    return Released(row.quarantine_id)


def _discard(run: Run, load_id: int) -> None:
    with context(run).engine.begin() as connection:
        connection.execute(text(sql.load("merge/empty_staging.sql")), {"load_ids": [load_id]})
        connection.execute(
            text(sql.load("ops/load_give_up.sql")),
            {
                "brand": run.brand,
                "load_id": load_id,
                "state": "failed",
                "reason": "a released row did not fit",
            },
        )


def _read_again(run: Run, row: Any, now: datetime) -> Released:
    """Stage, check and merge the row's whole window again from the landing store (what is in, stays as it is)."""
    engine = context(run).engine
    with engine.begin() as connection:
        window = connection.execute(
            text(sql.load("ops/load_reopen.sql")),
            {"brand": run.brand, "load_id": row.load_id, "run_id": run.run_id},
        ).one_or_none()
        if window is None or context(run).landing.find(window.landing_ref) is None:
            connection.rollback()
            return Released(row.quarantine_id, "its pages are not kept any more; collect them by a backfill")
    load = Load(window.load_id, window.account, window.stream, window.window_start, window.window_end)
    stage.stage(run, load)
    check.check(run, [load.load_id], now)
    merge.merge(run, [load.load_id], now)
    with engine.connect() as connection:
        is_unread = connection.execute(
            text(sql.load("ops/quarantine_seen_again.sql")),
            {"brand": run.brand, "quarantine_id": row.quarantine_id, "times_seen": row.times_seen},
        ).scalar_one()
    return Released(row.quarantine_id, f"it still cannot be read: {row.reason}" if is_unread else "")
