"""Which windows a run collects: what is not covered yet, and what a dead run left unfinished."""

import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import Connection, text

import sql
from connectors.base import Stream
from connectors.config import Account
from connectors.records import Window
from connectors.registry import streams_of
from tasks.core.windows import split_days, subtract
from tasks.steps.run import Run, context, is_alive

FIRST_LOOK = timedelta(days=7)
"""How far a brand's first scheduled run looks back; what is older is a backfill's business."""
LONGEST_LOOK = timedelta(days=30)
"""How far a scheduled run reaches back over a gap, after a machine was off."""
PATIENCE_SECONDS = 900.0
"""How long a digest's run waits for another that is collecting the same hours."""

_BRAND_LOCK = 7_281_005


@dataclass(frozen=True, slots=True)
class Load:
    """One window of one stream that this run is to bring in: small plain data between tasks."""

    load_id: int
    account: str
    stream: str
    start: datetime
    end: datetime
    is_merged: bool = False
    """It is in the warehouse already, and its landed pages are read once more."""


def plan_scan(run: Run, window: Window | None) -> list[Load]:
    """The windows of a digest's run: `window` if given, else everything not covered; nothing after `run.as_of`.

    Waits, within PATIENCE_SECONDS, while another living scan collects the same span, so that neither mails a
    digest without the other's rows.
    """
    ctx = context(run)
    if window is not None:
        window = Window(window.start, min(window.end, run.as_of))
    with _when_others_are_done(run, window or Window(run.as_of - LONGEST_LOOK, run.as_of)) as connection:
        last_ends = _last_ends(connection, run)
        loads: list[Load] = []
        for account in ctx.brand.accounts:
            for stream in streams_of(account.platform):
                span = window or Window(_reach(run, last_ends.get((account.key, stream.name))), run.as_of)
                loads += _claim(connection, run, account, stream, span)
    return loads


def plan_backfill(
    run: Run, span: Window, accounts: Sequence[str] | None, streams: Sequence[str] | None
) -> list[tuple[str, str, Window]]:
    """The day windows (in the brand's zone) of `span` up to `run.as_of` that are not covered yet, newest first.

    Nothing is claimed. A window that is not over yet would count as collected for good. Raises ValueError for
    an account or a stream that the brand does not have.
    """
    ctx = context(run)
    check_names(run, accounts, streams)
    span = Window(span.start, min(span.end, run.as_of))
    with ctx.engine.begin() as connection:
        covered = _coverage(connection, run, span, _living_runs(connection, run, span))
    missing = [
        (account.key, stream.name, day)
        for account in ctx.brand.accounts
        if accounts is None or account.key in accounts
        for stream in streams_of(account.platform)
        if stream.mode == "events" and (streams is None or stream.name in streams)
        for gap in subtract(span, covered.get((account.key, stream.name), []))
        for day in split_days(gap, ctx.brand.zone)
    ]
    return sorted(missing, key=lambda m: (m[2].start, m[0], m[1]), reverse=True)


def plan_gaps(
    run: Run, span: Window, accounts: Sequence[str] | None, streams: Sequence[str] | None
) -> list[tuple[str, str, Window]]:
    """Of `plan_backfill` what lies in a gap: between a stream's first and last window."""
    found = gaps(run)
    return [
        (account, stream, Window(start, end))
        for account, stream, day in plan_backfill(run, span, accounts, streams)
        for gap in found.get((account, stream), [])
        if (start := max(day.start, gap.start)) < (end := min(day.end, gap.end))
    ]


def gaps(run: Run) -> dict[tuple[str, str], list[Window]]:
    """What nobody has collected between a stream's first and last window, by account and stream, in order of time."""
    found: dict[tuple[str, str], list[Window]] = {}
    with context(run).engine.connect() as connection:
        for row in connection.execute(text(sql.load("status/gaps.sql")), {"brand": run.brand}):
            found.setdefault((row.account, row.stream), []).append(Window(row.window_start, row.window_end))
    return found


def check_names(run: Run, accounts: Sequence[str] | None, streams: Sequence[str] | None) -> None:
    """Raises ValueError for an account or a stream that the brand does not have; names the ones there are."""
    brand = context(run).brand
    _known("account", accounts, {account.key for account in brand.accounts})
    _known("stream", streams, {s.name for a in brand.accounts for s in streams_of(a.platform)})


def _known(what: str, asked: Sequence[str] | None, known: set[str]) -> None:
    if unknown := sorted(set(asked or ()) - known):
        raise ValueError(f"no such {what}: {', '.join(unknown)}; there are: {', '.join(sorted(known))}")


def claim_backfill(run: Run, wanted: Sequence[tuple[str, str, Window]]) -> list[Load]:
    """Put planned windows down to this run; one that another run has taken meanwhile is left to it."""
    ctx = context(run)
    by_key = {account.key: account for account in ctx.brand.accounts}
    loads: list[Load] = []
    with ctx.engine.begin() as connection:
        _one_planner(connection, run)
        for account, name, window in wanted:
            stream = next(s for s in streams_of(by_key[account].platform) if s.name == name)
            loads += _claim(connection, run, by_key[account], stream, window)
    return loads


def _claim(connection: Connection, run: Run, account: Account, stream: Stream, span: Window) -> list[Load]:
    """Claim what of `span` is not covered; the windows of dead runs inside it are taken as they are."""
    if stream.mode == "state" and run.is_replay:
        return []  # what stands now says nothing about a past moment
    living = _living_runs(connection, run, span)
    covered = _coverage(connection, run, span, living).get((account.key, stream.name), [])
    left = _left_behind(connection, run, account.key, stream.name, span, living)
    loads: list[Load] = []
    for window in sorted(left + subtract(span, covered + left), key=lambda w: w.start):
        load_id = connection.execute(
            text(sql.load("ops/load_claim.sql")),
            {
                "brand": run.brand,
                "account": account.key,
                "stream": stream.name,
                "start": window.start,
                "end": window.end,
                "run_id": run.run_id,
            },
        ).scalar()
        if load_id is not None:
            loads.append(Load(load_id, account.key, stream.name, window.start, window.end))
    return loads


def _coverage(
    connection: Connection, run: Run, span: Window, living: Sequence[str]
) -> dict[tuple[str, str], list[Window]]:
    rows = connection.execute(
        text(sql.load("ops/coverage.sql")),
        {"brand": run.brand, "start": span.start, "end": span.end, "living_runs": list(living)},
    )
    covered: dict[tuple[str, str], list[Window]] = {}
    for row in rows:
        covered.setdefault((row.account, row.stream), []).append(Window(row.window_start, row.window_end))
    return covered


def _left_behind(
    connection: Connection, run: Run, account: str, stream: str, span: Window, living: Sequence[str]
) -> list[Window]:
    """Landed windows of dead runs that lie inside `span`: their pages need not be fetched again."""
    return [
        Window(row.window_start, row.window_end)
        for row in _unfinished(connection, run, span)
        if (row.account, row.stream) == (account, stream)
        and str(row.run_id) not in living
        and row.state == "landed"
        and span.start <= row.window_start
        and row.window_end <= span.end
    ]


def _unfinished(connection: Connection, run: Run, span: Window) -> Sequence[Any]:
    return connection.execute(
        text(sql.load("ops/unfinished.sql")), {"brand": run.brand, "start": span.start, "end": span.end}
    ).all()


def _living_runs(connection: Connection, run: Run, span: Window) -> list[str]:
    """Other runs with unfinished windows in `span` that are still alive."""
    run_ids = {str(row.run_id) for row in _unfinished(connection, run, span) if row.run_id}
    return [run_id for run_id in run_ids if run_id != run.run_id and is_alive(connection, run_id)]


def _one_planner(connection: Connection, run: Run) -> None:
    """Hold, until the transaction ends, the right to plan windows for the brand."""
    connection.execute(
        text("select pg_advisory_xact_lock(:c, hashtext(:brand))"), {"c": _BRAND_LOCK, "brand": run.brand}
    )


def _last_ends(connection: Connection, run: Run) -> dict[tuple[str, str], datetime]:
    rows = connection.execute(
        text(sql.load("ops/last_window_ends.sql")), {"brand": run.brand, "as_of": run.as_of}
    )
    return {(row.account, row.stream): row.last_end for row in rows}


def _reach(run: Run, last_end: datetime | None) -> datetime:
    """Where a scan begins to look for gaps in a stream that has been collected up to `last_end`."""
    look = run.as_of - FIRST_LOOK
    return look if last_end is None else max(min(last_end, look), run.as_of - LONGEST_LOOK)


@contextmanager
def _when_others_are_done(run: Run, span: Window) -> Iterator[Connection]:
    """A transaction with the right to plan, begun when no other scan collects `span` or patience is at its end."""
    deadline = time.monotonic() + PATIENCE_SECONDS
    while True:
        with context(run).engine.begin() as connection:
            _one_planner(connection, run)
            others = _living_runs(connection, run, span)
            scans = text(sql.load("ops/scans_among.sql"))
            if time.monotonic() > deadline or not connection.execute(scans, {"run_ids": others}).scalar_one():
                yield connection
                return
        time.sleep(0.5)
