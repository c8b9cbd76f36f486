"""A backfill's plan: what it would do and what that would cost. Read-only, and asks no platform."""

from collections import Counter
from collections.abc import Iterator, Sequence
from datetime import UTC, date, datetime, timedelta
from typing import Any

from sqlalchemy import text

import sql
from connectors.records import Window
from connectors.registry import is_networked, streams_of
from tasks.core.backfill_plan import REDO, Asked, Plan, Redo, StreamPlan, costs, estimate, previews
from tasks.steps import redo as again
from tasks.steps import windows
from tasks.steps.run import Run, context

Missing = tuple[str, str, Window]
"""A window that nobody has collected: account, stream, span."""
STATE_NOTE = "counts of what stands now: only a scheduled run sees them, the past cannot be asked for"


def asked_for(  # noqa: PLR0913, PLR0917  (what the form and the command ask for)
    run: Run,
    start: datetime | None,
    end: datetime | None,
    accounts: Sequence[str] | None = None,
    streams: Sequence[str] | None = None,
    redo: Sequence[Redo] | None = None,
    gaps: bool = False,
    preview: bool = False,
    oldest_first: bool = False,
) -> Asked:
    """What was asked for, made whole: without a span the one that the gaps lie in, and nothing after `run.as_of`.

    Raises ValueError for a span that is none, or for what the brand does not have.
    """
    if not gaps and (start is None or end is None):
        raise ValueError("name a span by its start and its end, or ask for the gaps")
    if gaps and redo:
        raise ValueError("gaps are collected for the first time: there is nothing to do again")
    if start is None or end is None:
        found = [gap for some in windows.gaps(run).values() for gap in some]
        start = start or min((gap.start for gap in found), default=run.as_of - timedelta(seconds=1))
        end = end or max((gap.end for gap in found), default=run.as_of)
    if start >= end:
        raise ValueError(f"the span ends ({end.isoformat()}) before it starts ({start.isoformat()})")
    windows.check_names(run, accounts, streams)
    return Asked(
        start=start.astimezone(UTC),
        end=end.astimezone(UTC),
        accounts=tuple(accounts) if accounts else None,
        streams=tuple(streams) if streams else None,
        redo=tuple(one for one in REDO if one in (redo or ())),
        gaps=gaps,
        preview=preview,
        oldest_first=oldest_first,
    )


def missing_windows(run: Run, asked: Asked) -> list[Missing]:
    """The windows to collect, in the order they are collected in; none when platforms are not to be asked."""
    if not asked.is_collecting:
        return []
    find = windows.plan_gaps if asked.gaps else windows.plan_backfill
    found = find(run, Window(asked.start, asked.end), asked.accounts, asked.streams)
    return found[::-1] if asked.oldest_first else found


def make_plan(run: Run, asked: Asked, begun: again.Begun | None = None) -> Plan:
    """What the backfill will do. `begun`: what it goes on with, when it is already on record.

    Raises ValueError for an account or a stream that the brand does not have.
    """
    brand = context(run).brand
    since = begun.since if begun else run.as_of
    missing = missing_windows(run, asked)
    more = collectings_again(run, asked, since)
    read_again = rereadings(run, asked, since)
    streams = tuple(_streams(run, asked, missing, more, read_again))
    networked = sorted({a.platform for a in brand.accounts if is_networked(a.platform)})
    inbound, days = extent(run, asked)
    return Plan(
        brand=run.brand,
        asked=asked,
        streams=streams,
        costs=costs(streams, networked),
        interactions=inbound if "tiers" in asked.redo else 0,
        days=len(days_again(days, begun)) if "metrics" in asked.redo else 0,
        digests=sum(1 for _ in previews(asked.start, min(asked.end, run.as_of), brand.zone))
        if asked.preview
        else 0,
        goes_on_since=since if begun and begun.is_resumed else None,
    )


def rereadings(run: Run, asked: Asked, since: datetime) -> list[windows.Load]:
    """The windows whose landed pages are to be read again, newest first."""
    if "parse" in asked.redo:
        return again.finished(run, asked, since, is_landed=True)
    if "validate" in asked.redo:
        return again.finished(run, asked, since, is_landed=True, is_waiting=True)
    return []


def extent(run: Run, asked: Asked) -> tuple[int, list[date]]:
    """How many inbound interactions the span holds, and its days (the brand's zone) from the first to the last."""
    ctx = context(run)
    with ctx.engine.connect() as connection:
        row = connection.execute(
            text(sql.load("backfill/extent.sql")),
            {
                "brand": run.brand,
                "zone": ctx.brand.timezone,
                "start": asked.start,
                "end": asked.end,
                "accounts": None if asked.accounts is None else list(asked.accounts),
            },
        ).one()
    if row.first_day is None:
        return 0, []
    # A day on which nothing was said has figures too: they go on to the span's end.
    last = (asked.end - timedelta(microseconds=1)).astimezone(ctx.brand.zone).date()
    return row.inbound, [row.first_day + timedelta(days=n) for n in range((last - row.first_day).days + 1)]


def days_again(days: Sequence[date], begun: again.Begun | None) -> list[date]:
    """Those of `days` whose metrics are still to be computed again."""
    through = begun.metrics_through if begun else None
    return [day for day in days if through is None or day > through]


def collectings_again(run: Run, asked: Asked, since: datetime) -> list[windows.Load]:
    """The finished windows to ask for once more, newest first; what stands now says nothing about their time."""
    if "extract" not in asked.redo:
        return []
    platforms = {account.key: account.platform for account in context(run).brand.accounts}
    return [
        load
        for load in again.finished(run, asked, since)
        if load.account in platforms
        and any(s.name == load.stream and s.mode == "events" for s in streams_of(platforms[load.account]))
    ]


def _streams(
    run: Run,
    asked: Asked,
    missing: Sequence[Missing],
    once_more: Sequence[windows.Load],
    read_again: Sequence[windows.Load],
) -> Iterator[StreamPlan]:
    todo = Counter((name, stream) for name, stream, _ in missing)
    more = Counter((one.account, one.stream) for one in once_more)
    read = Counter((one.account, one.stream) for one in read_again)
    seconds: Counter[tuple[str, str]] = Counter()
    for name, stream, window in (
        *missing,
        *((o.account, o.stream, Window(o.start, o.end)) for o in once_more),
    ):
        seconds[name, stream] += int((window.end - window.start).total_seconds())
    known = _known(run, asked)
    for key, platform, mode in _wanted(run, asked):
        row = known.get(key)
        asks, requests = todo[key] + more[key], None
        if not asks or not is_networked(platform):
            requests = 0
        elif row:
            requests = estimate(asks, seconds[key] / 86_400, row.pages, row.days, row.windows)
        there, gone = (row.already_there, row.unavailable) if row else (0, 0)
        note = STATE_NOTE if mode == "state" and asked.is_collecting and not asked.gaps else ""
        yield StreamPlan(*key, todo[key], more[key], read[key], there, gone, requests, note)


def _wanted(run: Run, asked: Asked) -> Iterator[tuple[tuple[str, str], str, str]]:
    """((account, stream), platform, mode) of every stream that was asked for."""
    for account in context(run).brand.accounts:
        for stream in streams_of(account.platform):
            if (asked.accounts is None or account.key in asked.accounts) and (
                asked.streams is None or stream.name in asked.streams
            ):
                yield (account.key, stream.name), account.platform, stream.mode


def _known(run: Run, asked: Asked) -> dict[tuple[str, str], Any]:
    with context(run).engine.connect() as connection:
        rows = connection.execute(
            text(sql.load("backfill/pages.sql")),
            {"brand": run.brand, "start": asked.start, "end": asked.end},
        ).all()
    return {(row.account, row.stream): row for row in rows}
