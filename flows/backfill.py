"""The flow `backfill`: any span, any account, safe to repeat, to stop and to start again. It mails nothing."""

from datetime import UTC, datetime
from typing import Any, cast
from uuid import UUID

from prefect import flow, get_run_logger
from prefect.artifacts import create_markdown_artifact, create_progress_artifact, update_progress_artifact
from prefect.task_runners import ThreadPoolTaskRunner
from pydantic import AwareDatetime

from flows import redo as phases
from flows.chain import take_in
from flows.record import begin, on_record, run_name
from tasks import backfill as planning
from tasks import progress
from tasks.artifacts import artifact_key
from tasks.core.backfill_plan import Plan, Redo
from tasks.core.backfill_words import done_words, plan_lines, plan_markdown, span_words
from tasks.steps import redo as again
from tasks.steps.run import Run, context

AT_ONCE = phases.NETWORK_BATCH
"""Streams collected side by side: all of a batch, since one that waits for its platform would hold up the others."""


@flow(
    name="backfill",
    flow_run_name=run_name,
    description="Collect a past span by day windows, newest first, or do steps of it again; mails nothing.",
    validate_parameters=True,
    task_runner=ThreadPoolTaskRunner(max_workers=AT_ONCE),  # type: ignore[arg-type]  # a runner of any result
)
def backfill(  # noqa: PLR0913, PLR0917  (the form of an operator's tool)
    brand: str,
    start: AwareDatetime | None = None,
    end: AwareDatetime | None = None,
    accounts: list[str] | None = None,
    streams: list[str] | None = None,
    redo: list[Redo] | None = None,
    gaps: bool = False,
    preview: bool = False,
    oldest_first: bool = False,
    dry_run: bool = False,
    config: str | None = None,
) -> dict[str, Any]:
    """Bring in every window of the span that is not merged yet, or do again what `redo` names.

    Args:
        brand: The brand's key in rapport.toml.
        start: Begin of the span, with a zone. With `gaps` it may be empty.
        end: End of the span (not part of it), with a zone; what is not over yet is left out. It may be empty as well.
        accounts: Accounts as platform:handle; empty means all of the brand.
        streams: Streams by name; empty means all.
        redo: What to do once more. extract: ask the platforms again. parse: read the landed pages again. validate: the
            same where rows wait in quarantine. tiers: let the engine read every message again. metrics: compute every
            day again. Empty: only collect what is missing. Without extract no platform is asked.
        gaps: Collect only what lies between a stream's first and last window and nobody has collected.
        preview: Also write the digests that were due in the span to the preview folder. They are not mailed.
        oldest_first: Begin with the oldest window; else with the newest.
        dry_run: Only show the plan.
        config: Path of rapport.toml; empty means the usual place.
    """
    run = begin(brand, "backfill", min(end, datetime.now(UTC)) if end else None, config, is_replay=True)
    problems: list[str] = []
    counts = dict.fromkeys(
        ("windows", "merged", "inserted", "changed", "unchanged", "mended", "tiered", "days", "previews"), 0
    )
    with on_record(run, problems):
        asked = planning.asked_for(run, start, end, accounts, streams, redo, gaps, preview, oldest_first)
        begun = None if dry_run else again.begin(run, asked)
        plan = planning.make_plan(run, asked, begun)
        _show(run, plan)
        counts["windows"] = plan.windows
        if begun is not None:
            _work(run, plan, begun, counts, problems)
    return {"counts": counts, "problems": problems, "plan": plan_lines(plan, context(run).brand.zone)}


def _work(run: Run, plan: Plan, begun: again.Begun, counts: dict[str, int], problems: list[str]) -> None:
    """The phases, in the order of the chain; each does nothing where nothing of it was asked for."""
    asked, artifact = plan.asked, _progress(run, plan)
    try:
        phases.collect(run, asked, begun.since, artifact, counts, problems)
        phases.read_again(run, asked, begun.since, artifact, counts, problems)
        if "tiers" in asked.redo:
            phases.tier_again(run, asked, begun.since, artifact, counts)
        take_in(run, [])  # the queue that a killed run left
        phases.compute_waiting(run, artifact)
        if "metrics" in asked.redo:
            phases.compute_again(run, asked, begun, artifact, counts)
        if asked.preview:
            phases.preview_digests(run, asked, begun.since, artifact, counts)
        words = done_words(counts, len(problems))
        update_progress_artifact(artifact_id=artifact, progress=100.0, description=words)
    finally:
        progress.end(run.brand)


def _show(run: Run, plan: Plan) -> None:
    """The plan, in the log and as a page, before anything is done."""
    zone = context(run).brand.zone
    for line in plan_lines(plan, zone):
        get_run_logger().info("plan: %s", line)
    create_markdown_artifact(
        markdown=plan_markdown(plan, zone),
        key=artifact_key("backfill-plan", run.brand),
        description=f"The plan of the last backfill: {span_words(plan, zone)}",
    )


def _progress(run: Run, plan: Plan) -> UUID:
    return cast(
        UUID,
        create_progress_artifact(
            progress=100.0 if plan.is_empty else 0.0,
            key=artifact_key("backfill", run.brand),
            description=plan_lines(plan, context(run).brand.zone)[0],
        ),
    )
