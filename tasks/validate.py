"""Step 2, validation: the suites run on staging, in SQL."""

from datetime import UTC, datetime

from prefect import get_run_logger, task

from tasks.retries import is_worth_waiting
from tasks.steps import check
from tasks.steps.check import Checked
from tasks.steps.run import Run


@task(
    name="validate",
    task_run_name="validate · {run.brand}",
    retries=2,
    retry_delay_seconds=5,
    retry_condition_fn=is_worth_waiting,
    persist_result=False,
)
def validate_staged(run: Run, load_ids: list[int]) -> Checked:
    """Set aside rows that break a rule; a batch that cannot be fails the run before anything is merged."""
    checked = check.check(run, load_ids, datetime.now(UTC))
    logger = get_run_logger()
    logger.info("%d rows validated, %d set aside", checked.rows, checked.quarantined)
    for broken in checked.broken:
        logger.warning("%s", broken)
    return checked
