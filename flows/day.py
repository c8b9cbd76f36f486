"""What the four digest flows share: chain the steps, make and deliver the digest."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import Any

from prefect import get_run_logger, runtime
from pydantic import AwareDatetime

from connectors.records import Window
from flows.chain import bring_in, warehouse
from flows.record import begin, on_record
from tasks.digest import deliver_digest
from tasks.marts_days import Newest
from tasks.steps import digest, windows
from tasks.steps.run import Run, context

COLLECTS = timedelta(minutes=40)
"""How long a digest waits for platforms, of the hour that its flow may take: a mail that says what is missing is better
than none. The rest is for everything else, on a long history and a slow machine."""


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
