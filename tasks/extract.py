"""Step 1, extraction: one task an account and stream, with the platform's own wait between tries."""

from contextlib import nullcontext

from prefect import get_run_logger, task
from prefect.concurrency.sync import concurrency

from connectors.registry import is_networked
from tasks.retries import is_worth_waiting
from tasks.steps import collect, stage
from tasks.steps.collect import Collected
from tasks.steps.run import Run
from tasks.steps.stage import Staged
from tasks.steps.windows import Load


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

    Tried again, it begins where it stopped: what has landed is not fetched twice. The concurrency limit
    `platform-NAME` holds over all workers when it is set (deployments/limits.yaml).
    """
    logger = get_run_logger()
    collected = []
    platform = account.partition(":")[0]
    with concurrency(f"platform-{platform}") if is_networked(platform) else nullcontext():
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
