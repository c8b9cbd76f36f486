"""The flow `backfill`: any span, any account, safe to repeat, to stop and to start again. It mails nothing."""

import time
from datetime import UTC, datetime
from typing import Any, cast
from uuid import UUID

from prefect import flow, get_run_logger
from prefect.artifacts import create_progress_artifact, update_progress_artifact
from pydantic import AwareDatetime

from connectors.records import Window
from flows.chain import bring_in, warehouse
from flows.day import begin, on_record, run_name
from tasks.artifacts import artifact_key
from tasks.steps import windows

BATCH_WINDOWS = 124
"""Windows merged in one transaction: what a killed backfill has to stage again at most (it fetches none again)."""


@flow(
    name="backfill",
    flow_run_name=run_name,
    description="Collect a past span by day windows, newest first; skips what is merged; mails nothing.",
    validate_parameters=True,
)
def backfill(
    brand: str,
    start: AwareDatetime,
    end: AwareDatetime,
    accounts: list[str] | None = None,
    streams: list[str] | None = None,
    again: bool = False,
    config: str | None = None,
) -> dict[str, Any]:
    """Bring in every window of the span that is not merged yet.

    Args:
        brand: The brand's key in rapport.toml.
        start: Begin of the span, with a zone.
        end: End of the span (not part of it), with a zone; what is not over yet is left out.
        accounts: Accounts as platform:handle; empty means all of the brand.
        streams: Streams by name; empty means all.
        again: Collect what is merged already once more, from a source that changed (a mended export).
        config: Path of rapport.toml; empty means the usual place.
    """
    if start >= end:
        raise ValueError(f"the span ends ({end.isoformat()}) before it starts ({start.isoformat()})")
    run = begin(brand, "backfill", min(end, datetime.now(UTC)), config)
    problems: list[str] = []
    counts = {"windows": 0, "merged": 0, "inserted": 0, "changed": 0, "unchanged": 0}
    with on_record(run, problems):
        if again:
            windows.forget(run, Window(start, end), accounts, streams)
        wanted = windows.plan_backfill(run, Window(start, end), accounts, streams)
        counts["windows"] = len(wanted)
        progress = cast(
            UUID,
            create_progress_artifact(
                progress=0.0 if wanted else 100.0,
                key=artifact_key("backfill", brand),
                description=f"{len(wanted)} day windows to collect",
            ),
        )
        begun = time.monotonic()
        for position in range(0, len(wanted), BATCH_WINDOWS):
            batch = wanted[position : position + BATCH_WINDOWS]
            merged, not_collected = bring_in(run, windows.claim_backfill(run, batch))
            problems += not_collected
            if merged is not None:
                counts["merged"] += merged.windows
                counts["inserted"] += merged.inserted
                counts["changed"] += merged.changed
                counts["unchanged"] += merged.unchanged
            done = position + len(batch)
            left = (time.monotonic() - begun) / done * (len(wanted) - done)
            get_run_logger().info("%d of %d windows done, about %.0f s left", done, len(wanted), left)
            update_progress_artifact(
                artifact_id=progress,
                progress=100.0 * done / len(wanted),
                description=f"{done} of {len(wanted)} day windows, about {left:.0f} s left",
            )
        warehouse(run)
    return {"counts": counts, "problems": problems}
