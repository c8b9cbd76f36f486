"""Step 4, warehousing: the merge into core, then the metrics of the days it touched."""

from collections.abc import Sequence
from datetime import UTC, date, datetime

from prefect import get_run_logger, task

from tasks import marts, marts_days
from tasks.core.planning import daily_minutes
from tasks.marts_days import Newest, Part
from tasks.retries import is_worth_waiting
from tasks.steps import merge, replies, setup
from tasks.steps.merge import Merged
from tasks.steps.run import Run, context


@task(
    name="merge",
    task_run_name="merge · {run.brand}",
    retries=2,
    retry_delay_seconds=5,
    retry_condition_fn=is_worth_waiting,
    persist_result=False,
)
def merge_staged(run: Run, load_ids: list[int], is_reread: bool = False) -> Merged:
    """Merge the staged rows, their windows and cursors in one transaction."""
    merged = merge.merge(run, load_ids, datetime.now(UTC), is_reread=is_reread)
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
    persist_result=False,
)
def warehouse_metrics(run: Run, days: tuple[date, ...] = (), part: Part | None = None) -> dict[str, int]:
    """Compute the metrics of the touched days anew (or of a part of them), and of `days`; rows written by metric."""
    written = compute_metrics(run, days, part)
    get_run_logger().info("metrics written: %s", written)
    return written


def compute_metrics(run: Run, days: Sequence[date] = (), part: Part | None = None) -> dict[str, int]:
    """Compute the metrics of the touched days and of `days`, by office hours laid out as far back as they go.

    First the replies that were sent since are checked for authenticity: metrics read what is kept of it. `part`: only
    that much of the touched days; a scan, which takes the newest of many, checks the newest replies of many as well.
    """
    ctx = context(run)
    replies.check_replies(run, is_brief=isinstance(part, Newest))
    minutes = daily_minutes(ctx.brand.budget)
    with ctx.engine.begin() as connection:
        setup.note_office_hours(connection, ctx.brand, run.as_of)
        if not run.is_replay:
            setup.note_budget(connection, ctx.brand, run.as_of)
        return marts.recompute(connection, run.brand, run.as_of, budget_minutes=minutes, days=days, part=part)


def lay_out(run: Run) -> list[tuple[date, int]]:
    """Where many days wait for their metrics: every day from the first of them on, with its interactions."""
    ctx = context(run)
    replies.check_replies(run)
    with ctx.engine.begin() as connection:
        return marts_days.lay_out(connection, run.brand, ctx.brand.timezone, run.as_of)


def volumes(run: Run, days: Sequence[date]) -> list[tuple[date, int]]:
    """Each of `days` (in order) with how many interactions it holds."""
    ctx = context(run)
    with ctx.engine.connect() as connection:
        return marts_days.volumes(connection, run.brand, ctx.brand.timezone, list(days))
