"""Step 1, extraction: one task an account and stream, with the platform's own wait between tries."""

from contextlib import nullcontext
from typing import Any

from prefect import Task, get_run_logger, task
from prefect.client.schemas.objects import State, TaskRun
from prefect.concurrency.sync import concurrency

from connectors.errors import RetryLater
from connectors.registry import is_networked
from tasks.steps import collect, stage
from tasks.steps.collect import Collected
from tasks.steps.run import Run
from tasks.steps.stage import Staged
from tasks.steps.windows import Load

LONGEST_WAIT_SECONDS = 900.0
"""A platform that asks for more than this is left to the next run."""


def _is_worth_waiting(task: Task[..., Any], task_run: TaskRun, state: State[Any]) -> bool:
    """Retry only what the platform says to try later, after the wait it names.

    Prefect asks here before it schedules a retry and then reads the delay off the task; the task is this
    submission's own copy (`with_options` in the chain), so setting it touches no other.
    """
    error = state.data
    if not isinstance(error, RetryLater):
        return False
    task.retry_delay_seconds = error.seconds
    return error.seconds <= LONGEST_WAIT_SECONDS


@task(
    name="extract",
    task_run_name="extract · {account} · {stream}",
    retries=3,
    retry_delay_seconds=10,
    retry_condition_fn=_is_worth_waiting,
    tags=["extract"],
    persist_result=False,
)
def extract_stream(run: Run, account: str, stream: str, loads: list[Load]) -> list[Collected]:
    """Land the raw pages of a stream's windows; one that cannot be had says why and stops nothing else.

    Tried again, it begins where it stopped: what has landed is not fetched twice. The concurrency limit
    `platform-NAME` holds over all workers when it is set (deployments/limits.yaml).
    """
    logger = get_run_logger()
    collected = []
    platform = account.partition(":")[0]
    with concurrency(f"platform-{platform}") if is_networked(platform) else nullcontext():
        for load in loads:
            one = collect.collect(run, load)
            collected.append(one)
            if one.problem:
                logger.warning("not collected: %s", one.problem)
    logger.info("%d pages of %d windows landed", sum(c.pages for c in collected), len(loads))
    return collected


@task(name="stage", task_run_name="stage · {run.brand}", tags=["stage"], persist_result=False)
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
