"""Step 5, the digest: one view model, three renderings, delivered once."""

from typing import Any
from urllib.parse import quote

from prefect import get_run_logger, task
from prefect.artifacts import create_markdown_artifact

from tasks.artifacts import artifact_key
from tasks.retries import is_worth_waiting
from tasks.steps import digest
from tasks.steps.run import Run


@task(
    name="digest",
    task_run_name="digest · {run.flow} · {run.brand}",
    retries=3,
    retry_delay_seconds=60,
    retry_condition_fn=is_worth_waiting,
    persist_result=False,
)
def deliver_digest(run: Run, problems: list[str], *, send: bool, resend: bool) -> dict[str, Any]:
    """Make the digest as of the run's moment and deliver it once for brand, flow, period and recipient."""
    rendered = digest.make(run, problems)
    create_markdown_artifact(
        markdown=rendered.markdown,
        key=artifact_key(run.flow, run.brand),
        description=rendered.subject,
    )
    delivered = digest.deliver(run, rendered, send=send, resend=resend)
    if page := delivered["files"].get("page"):
        # A browser opens no file from a page of the web: the path is there to be copied.
        link = f"Full page, with every table and chart: [{page}](file://{quote(page)})"
        create_markdown_artifact(
            markdown=f"{link}\n\n{rendered.markdown}",
            key=artifact_key(run.flow, run.brand),
            description=rendered.subject,
        )
    get_run_logger().info("digest made: %s", delivered["deliveries"])
    return delivered
