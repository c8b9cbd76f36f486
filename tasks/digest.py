"""Step 5, the digest: one view model, three renderings, delivered once."""

from typing import Any

from prefect import get_run_logger, task
from prefect.artifacts import create_markdown_artifact

from tasks.steps import digest
from tasks.steps.run import Run


@task(name="digest", task_run_name="digest · {run.flow} · {run.brand}", tags=["digest"], persist_result=False)
def deliver_digest(run: Run, problems: list[str], *, send: bool, resend: bool) -> dict[str, Any]:
    """Make the digest as of the run's moment and deliver it once for brand, flow, period and recipient."""
    made = digest.make(run, problems)
    create_markdown_artifact(
        markdown=made.rendered.markdown,
        key=f"{run.flow}-{run.brand.replace('_', '-')}",
        description=made.rendered.subject,
    )
    delivered = digest.deliver(run, made, send=send, resend=resend)
    get_run_logger().info("digest: %s", made.rendered.subject)
    return delivered
