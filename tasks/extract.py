"""Step 1, extraction: one task a window, with the platform's own wait between tries."""

from typing import Any

from prefect import Task, get_run_logger, task
from prefect.client.schemas.objects import State, TaskRun

from connectors.errors import RetryLater
from tasks.steps import collect, stage
from tasks.steps.collect import Collected
from tasks.steps.run import Run
from tasks.steps.stage import Staged
from tasks.steps.windows import Load

LONGEST_WAIT_SECONDS = 900.0
"""A platform that asks for more than this is left to the next run."""


async def _is_worth_waiting(task: Task[..., Any], task_run: TaskRun, state: State[Any]) -> bool:
    """Retry only what the platform says to try later, after the wait it names.

    Prefect asks here before it schedules a retry and then reads the delay off the task; the task is this
    submission's own copy (`with_options` in the chain), so setting it touches no other.
    """
    try:
        await state.aresult()
    except RetryLater as error:
        task.retry_delay_seconds = error.seconds
        return error.seconds <= LONGEST_WAIT_SECONDS
    except Exception:  # noqa: BLE001  (whatever else it was, it is not ours to retry)
        return False
    return False


@task(
    name="extract",
    task_run_name="extract · {load.account} · {load.stream}",
    retries=3,
    retry_delay_seconds=10,
    retry_condition_fn=_is_worth_waiting,
    tags=["extract"],
    persist_result=False,
)
def extract_window(run: Run, load: Load) -> Collected:
    """Land the raw pages of one window; a window that cannot be had says why and stops nothing else."""
    collected = collect.collect(run, load)
    if collected.problem:
        get_run_logger().warning("not collected: %s", collected.problem)
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
