"""Step 3, tier assignment: what is new, changed or assigned by an older engine."""

from datetime import UTC, datetime

from prefect import get_run_logger, task

from tasks.retries import is_worth_waiting
from tasks.steps import tier
from tasks.steps.run import Run
from tasks.steps.tier import Tiered


@task(
    name="assign tiers",
    task_run_name="assign tiers · {run.brand}",
    retries=2,
    retry_delay_seconds=5,
    retry_condition_fn=is_worth_waiting,
    persist_result=False,
)
def assign_tiers(run: Run) -> Tiered:
    """Give every new or changed inbound interaction its tier, with the reasons."""
    tiered = tier.assign_tiers(run, datetime.now(UTC))
    by_tier = ", ".join(f"{count} {name}" for name, count in sorted(tiered.by_tier.items()))
    get_run_logger().info("%d assigned: %s", tiered.assigned, by_tier or "nothing was new")
    return tiered
