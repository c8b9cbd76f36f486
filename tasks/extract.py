"""Step 1, extraction: one task an account and stream, with the platform's own wait between tries."""

from threading import BoundedSemaphore

from prefect import get_run_logger, task

from connectors import midway
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
    nobody else: how much it may be asked is said by its own rate budgets, which all workers share, and not by slots.
    """
    logger = get_run_logger()
    collected = []
    is_asking = is_networked(account.partition(":")[0])
    with in_place(midway.LONGEST, logger.warning) if is_asking else _READING:
        denied = ""
        for load in loads:
            # Who may not read a stream may not read its other windows either: ask once, not for every day.
            one = collect.give_up(run, load, denied) if denied else collect.collect(run, load)
            if one.problem and not denied:
                logger.warning("not collected: %s", one.problem)
            denied = denied or one.denied
            collected.append(one)
    logger.info("%d pages of %d windows landed", sum(c.pages for c in collected), len(loads))
    return collected


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
