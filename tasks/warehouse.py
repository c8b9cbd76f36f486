"""Step 4, warehousing: the merge into core, then the metrics of the days it touched."""

from datetime import UTC, datetime

from prefect import get_run_logger, task

from tasks import marts
from tasks.retries import is_worth_waiting
from tasks.steps import merge, setup
from tasks.steps.merge import Merged
from tasks.steps.run import Run, context


@task(
    name="merge",
    task_run_name="merge · {run.brand}",
    retries=2,
    retry_delay_seconds=5,
    retry_condition_fn=is_worth_waiting,
    tags=["warehouse"],
    persist_result=False,
)
def merge_staged(run: Run, load_ids: list[int]) -> Merged:
    """Merge the staged rows, their windows and cursors in one transaction."""
    merged = merge.merge(run, load_ids, datetime.now(UTC))
    get_run_logger().info(
        "%d windows merged: %d new, %d changed, %d unchanged, %d deleted",
        merged.windows,
        merged.inserted,
        merged.changed,
        merged.unchanged,
        merged.deleted,
    )
    return merged


@task(
    name="metrics",
    task_run_name="metrics · {run.brand}",
    retries=2,
    retry_delay_seconds=5,
    retry_condition_fn=is_worth_waiting,
    tags=["warehouse"],
    persist_result=False,
)
def warehouse_metrics(run: Run) -> dict[str, int]:
    """Compute the metrics of the touched days anew; returns rows written by metric."""
    written = compute_metrics(run)
    get_run_logger().info("metrics written: %s", written)
    return written


def compute_metrics(run: Run) -> dict[str, int]:
    """Compute the metrics of the touched days anew, by office hours laid out as far back as they go."""
    ctx = context(run)
    with ctx.engine.begin() as connection:
        setup.note_office_hours(connection, ctx.brand, run.as_of)
        return marts.recompute(
            connection, run.brand, run.as_of, budget_minutes=ctx.brand.budget.daily_minutes
        )
