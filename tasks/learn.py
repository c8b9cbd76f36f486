"""The task `learn tiers`: the brand's own layer, learned anew from people's rulings."""

from datetime import UTC, datetime
from typing import Any

from prefect import get_run_logger, task
from prefect.artifacts import create_markdown_artifact

from tasks import layers
from tasks.artifacts import artifact_key
from tasks.retries import is_worth_waiting
from tasks.steps.run import Run, context


@task(
    name="learn tiers",
    task_run_name="learn tiers · {run.brand}",
    retries=2,
    retry_delay_seconds=5,
    retry_condition_fn=is_worth_waiting,
    persist_result=False,
)
def learn_layer(run: Run) -> dict[str, Any]:
    """Learn, judge, and let in or not; returns what was measured, or why there was nothing to learn."""
    ctx = context(run)
    try:
        with ctx.engine.begin() as connection:
            learned = layers.learn(connection, ctx.brand, datetime.now(UTC))
    except layers.NotTaught as reason:
        get_run_logger().info("nothing learned: %s", reason)
        return {"not_learned": str(reason)}
    _show(learned)
    return learned.summary()


def _show(learned: layers.Learned) -> None:
    verdict = learned.taught.verdict
    what = f"Adopted as {learned.engine}" if verdict.is_adopted else f"Not adopted; {learned.in_force} stays"
    lines = [
        f"{what}: learned from {learned.taught.rulings.n} rulings.",
        "",
        "| | shipped | in force | new |",
        "|---|---:|---:|---:|",
        *(f"| {' | '.join(row)} |" for row in learned.table()),
        "",
        *(f"- {reason}" for reason in verdict.reasons),
    ]
    create_markdown_artifact(
        markdown="\n".join(lines), key=artifact_key("learned", learned.brand), description=what
    )
    get_run_logger().info("%s: %s", what, "; ".join(verdict.reasons))
