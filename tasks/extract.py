"""Step 1, extraction: one task an account and stream, with the platform's own wait between tries."""

import math
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from threading import BoundedSemaphore

from prefect import get_run_logger, task

from connectors import midway
from connectors.errors import RetryLater
from connectors.http_waiting import in_place
from connectors.registry import is_networked
from tasks.retries import is_worth_waiting
from tasks.steps import collect, stage
from tasks.steps.collect import Collected
from tasks.steps.run import Run
from tasks.steps.stage import Staged
from tasks.steps.windows import Load

_READING = BoundedSemaphore(4)
"""Streams of files and of the simulation that are read at once: they take this machine's processors and memory."""


@task(
    name="extract",
    task_run_name="extract · {account} · {stream}",
    retries=3,
    retry_delay_seconds=10,
    retry_condition_fn=is_worth_waiting,
    persist_result=False,
)
def extract_stream(run: Run, account: str, stream: str, loads: list[Load]) -> list[Collected]:
    """Land the raw pages of a stream's windows; one that cannot be had says why and stops nothing else.

    Tried again, it begins where it stopped: what has landed is not fetched twice. Who waits for a platform holds up
    nobody else (how much it may be asked is said by its own rate budgets, which all workers share, and not by slots),
    but for the run, which waits for all streams: what cannot be had by `run.collects_until` is left to the next one.
    """
    logger = get_run_logger()
    collected = []
    is_asking = is_networked(account.partition(":")[0])
    until = run.collects_until.timestamp() if run.collects_until else math.inf
    with in_place(midway.LONGEST, logger.warning, until) if is_asking else _READING:
        given_up = ""
        for load in loads:
            # Who may not read a stream, or has no time for it, does not get its other windows either: ask once, not
            # for every day.
            one = collect.give_up(run, load, given_up) if given_up else _collected(run, load)
            if one.problem and not given_up:
                logger.warning("not collected: %s", one.problem)
            given_up = given_up or one.no_others
            collected.append(one)
    logger.info("%d pages of %d windows landed", sum(c.pages for c in collected), len(loads))
    return collected


def _collected(run: Run, load: Load) -> Collected:
    """What came of one window. A wait that ends too late for this run is not begun, nor left to Prefect."""
    try:
        return collect.collect(run, load)
    except RetryLater as error:
        again_at = datetime.now(UTC) + timedelta(seconds=error.seconds)
        if run.collects_until is None or again_at <= run.collects_until:
            raise
        reason = f"not in time for this run: {error.reason}; the next run tries it again"
        return replace(collect.give_up(run, load, reason), no_others=reason)


@task(
    name="stage",
    task_run_name="stage · {run.brand}",
    retries=2,
    retry_delay_seconds=5,
    retry_condition_fn=is_worth_waiting,
    persist_result=False,
)
def stage_windows(run: Run, loads: list[Load]) -> list[Staged]:
    """Parse landed pages into staging; rows that cannot be read go to quarantine with the reason."""
    staged = [stage.stage(run, load) for load in loads]
    get_run_logger().info(
        "%d records of %d windows parsed, %d rows unreadable",
        sum(s.parsed for s in staged),
        len(staged),
        sum(s.unreadable for s in staged),
    )
    return staged
