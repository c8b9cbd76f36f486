"""What the four digest flows share: open the run, chain the steps, make and deliver the digest."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import Any
from uuid import uuid4

from prefect import get_run_logger, runtime
from pydantic import AwareDatetime

from connectors.records import Window
from flows.chain import bring_in, warehouse
from flows.dead_runs import bury
from tasks.digest import deliver_digest
from tasks.marts_days import Newest
from tasks.steps import calendar, digest, keeping, windows
from tasks.steps.run import Run, close_run, context, lease, open_run

COLLECTS = timedelta(minutes=40)
"""How long a digest waits for platforms, of the hour that its flow may take: a mail that says what is missing is better
than none. The rest is for everything else, on a long history and a slow machine."""


def run_name() -> str:
    """What and when: `morning-scan · acme · 2026-11-22`, or the span of a backfill."""
    given = runtime.flow_run.parameters
    name, brand = runtime.flow_run.flow_name, given.get("brand")
    if name == "backfill":
        days = [f"{given[end]:%Y-%m-%d}" if given.get(end) else "…" for end in ("start", "end")]
        return f"backfill · {brand} · {'gaps, ' if given.get('gaps') else ''}{' to '.join(days)}"
    return f"{name} · {brand} · {given.get('as_of') or datetime.now(UTC):%Y-%m-%d %H:%M}"


def begin(
    brand: str, flow: str, as_of: datetime | None, config: str | None, *, is_replay: bool | None = None
) -> Run:
    """A new run; `as_of` None means now (UTC). Its id is the Prefect flow run's, so a retry is the same run.
    `is_replay` None: when `as_of` is given.

    Raises ValueError for an `as_of` in the future: metrics would count what is not over yet, and for good.
    """
    now = datetime.now(UTC)
    moment = (as_of or now).astimezone(UTC)
    if moment > now:
        raise ValueError(
            f"as_of {moment.isoformat()} is in the future: it is {now.isoformat(timespec='seconds')}"
        )
    return Run(
        run_id=str(runtime.flow_run.id or uuid4()),
        brand=brand,
        flow=flow,
        as_of=moment,
        is_replay=as_of is not None if is_replay is None else is_replay,
        config=config,
    )


@contextmanager
def on_record(run: Run, problems: list[str]) -> Iterator[None]:
    """Keep the run on record and its lease held while the block runs; a failure is recorded and goes on up.

    First the brand's runs that were killed are put down as such, here and in Prefect.
    """
    with lease(run):
        open_run(run, runtime.flow_run.id)
        try:
            bury(run)
            keeping.drop_words(run, datetime.now(UTC))
            problems += calendar.refresh(run)
            yield
        except Exception:
            close_run(run, "failed", tuple(problems))
            raise
        except BaseException:  # Ctrl-C, SIGTERM
            close_run(run, "failed", (*problems, "interrupted before it ended"))
            raise
        close_run(run, "completed", tuple(problems))


def digest_day(
    flow: str,
    brand: str,
    as_of: AwareDatetime | None,
    window: str | None,
    send: bool,
    resend: bool,
    config: str | None,
) -> dict[str, Any]:
    """Run the chain up to `as_of`, then make the digest `flow` and deliver it once."""
    run = replace(begin(brand, flow, as_of, config), collects_until=datetime.now(UTC) + COLLECTS)
    problems: list[str] = []
    with on_record(run, problems):
        loads = windows.plan_scan(run, _window(window))
        merged, not_collected = bring_in(run, loads)
        problems += not_collected
        warehouse(run, part=Newest())
        if send and (over := _is_over(run)):
            get_run_logger().warning("%s: a preview is written and nothing sent", over)
            send = False
        delivered = deliver_digest.with_options()(run, problems, send=send, resend=resend)
    counts = {"inserted": merged.inserted, "changed": merged.changed} if merged else {}
    return {**delivered, "problems": problems, "counts": counts}


def _is_over(run: Run) -> str:
    """Why a scheduled digest comes too late to be sent; "" when it does not.

    A machine that was off finds the runs it missed. Sent today, yesterday's evening check would take the place of
    today's, which is sent once; and the digests of today say all of it.
    """
    due = runtime.flow_run.scheduled_start_time
    if run.is_replay or due is None or runtime.deployment.id is None:
        return ""
    zone = context(run).brand.zone
    was, now = (digest.period(run.flow, moment, zone) for moment in (due, run.as_of))
    return "" if was == now else f"this is the digest of {was}, and it is {now} by now"


def _window(words: str | None) -> Window | None:
    """`start/end`, both ISO 8601 with a zone; ValueError says what is wrong with it."""
    if words is None:
        return None
    start, slash, end = words.partition("/")
    if not slash:
        raise ValueError(f"window {words!r} is not START/END, two ISO 8601 times with a zone")
    first, last = datetime.fromisoformat(start), datetime.fromisoformat(end)
    if first.tzinfo is None or last.tzinfo is None:
        raise ValueError(f"window {words!r}: both times need a zone, such as +00:00")
    if first >= last:
        raise ValueError(f"window {words!r} ends before it starts")
    return Window(first.astimezone(UTC), last.astimezone(UTC))
