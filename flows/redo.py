"""The phases of a backfill, in pieces: before each it gives way to a digest's run, after it says how far it is."""

import time
from collections.abc import Callable, Iterable, Iterator, Sequence
from datetime import UTC, datetime
from functools import partial
from itertools import islice
from typing import Any
from uuid import UUID

from prefect import get_run_logger
from prefect.artifacts import create_table_artifact, update_progress_artifact

from connectors.registry import is_networked
from flows.chain import bring_in, take_in, warehouse
from tasks import backfill, progress
from tasks.artifacts import artifact_key
from tasks.assign import assign_tiers
from tasks.core.backfill_plan import Asked, previews, stretches
from tasks.core.progress import Progress
from tasks.marts_days import Stretch
from tasks.steps import redo, windows
from tasks.steps.merge import Merged
from tasks.steps.run import Run, context
from tasks.warehouse import lay_out, volumes

BATCH_WINDOWS = 124
"""Windows merged in one transaction: what a killed backfill has to stage again at most (it fetches none again)."""
NETWORK_BATCH = 31
"""The same where platforms are asked: a scan waits for the requests of one batch at most."""
METRICS_PIECE = 100_000
"""Interactions whose days' metrics are computed in one transaction, during which a scan's metrics wait."""
FIGURES_AFTER_SECONDS = 3600.0
"""A backfill that takes longer computes the metrics of what it has so far, time after time, and not only at its end."""

Counts = dict[str, int]


def collect(
    run: Run, asked: Asked, since: datetime, artifact: UUID, counts: Counts, problems: list[str]
) -> None:
    """Collect what is missing, and with `extract` what is there once more."""
    figures_at = time.monotonic() + FIGURES_AFTER_SECONDS
    missing = backfill.missing_windows(run, asked)
    again = backfill.collectings_again(run, asked, since)
    phase = _begin(run, "collecting", "windows", len(missing) + len(again))
    asked_of = {account for account, _, _ in missing} | {load.account for load in again}
    networked = any(is_networked(account.partition(":")[0]) for account in asked_of)
    size = NETWORK_BATCH if networked else BATCH_WINDOWS
    claims: tuple[tuple[int, Callable[[], list[windows.Load]]], ...] = (
        *((len(some), partial(windows.claim_backfill, run, some)) for some in _pieces(missing, size)),
        *(
            (len(some), partial(redo.collect_again, run, some, since))
            for some in _pieces(_ordered(asked, again), size)
        ),
    )
    for number, claim in claims:
        redo.give_way(run)
        merged, not_collected = bring_in(run, claim())
        problems += not_collected
        _count(counts, merged)
        _tell(phase, artifact, number)
        if time.monotonic() > figures_at:
            compute_waiting(run, artifact)
            progress.go_on(run.brand, phase)
            figures_at = time.monotonic() + FIGURES_AFTER_SECONDS


def read_again(
    run: Run, asked: Asked, since: datetime, artifact: UUID, counts: Counts, problems: list[str]
) -> None:
    """Read the landed pages again: a mended parser or rule brings in what it could not before. Asks no platform."""
    found = _ordered(asked, backfill.rereadings(run, asked, since))
    phase = _begin(run, "reading again", "windows", len(found))
    for some in _pieces(found, BATCH_WINDOWS):
        redo.give_way(run)
        begun = redo.database_now(run)
        with redo.reading_again(run, some, since) as (loads, gone):
            problems += gone
            merged = take_in(run, loads, is_reread=True)
            counts["mended"] += redo.let_out_mended(run, [load.load_id for load in loads], begun)
        _count(counts, merged)
        _tell(phase, artifact, len(some))


def tier_again(run: Run, asked: Asked, since: datetime, artifact: UUID, counts: Counts) -> None:
    """Let the engine read the span's messages again, newest first; people's rulings stay."""
    phase = _begin(run, "tiering again", "messages", backfill.extent(run, asked)[0])
    for queued in redo.queue_tiers(run, asked, since):
        redo.give_way(run)
        assign_tiers(run)
        counts["tiered"] += queued
        _tell(phase, artifact, queued)


def tier_outdated(run: Run) -> int:
    """Let the engine of now read what an older one did; a scan reads the newest and what waits. Returns how many."""
    phase = _begin(run, "tiering again", "messages", redo.outdated(run))
    for queued in redo.queue_outdated(run):
        redo.give_way(run)
        assign_tiers(run)
        _tell(phase, None, queued)
    return phase.done


def compute_again(run: Run, asked: Asked, begun: redo.Begun, artifact: UUID, counts: Counts) -> None:
    """Compute the span's metrics again, oldest first: later days read what earlier ones have kept."""
    days = backfill.days_again(backfill.extent(run, asked)[1], begun)
    phase = _begin(run, "computing again", "days", len(days))
    for some in stretches(volumes(run, days), METRICS_PIECE):
        redo.give_way(run)
        warehouse(run, some)
        redo.note_metrics(run, some[-1])
        counts["days"] += len(some)
        _tell(phase, artifact, len(some))


def compute_waiting(run: Run, artifact: UUID | None = None) -> None:
    """Compute the metrics of all that waits, oldest first: each day once, whatever reached it. Can be killed anywhere.

    What waits is known by the database, so whoever comes next goes on: a scan with the newest days alone.
    """
    if found := lay_out(run):
        phase = _begin(run, "computing", "days", len(found))
        for some in stretches(found, METRICS_PIECE):
            redo.give_way(run)
            warehouse(run, part=Stretch(some[0], some[-1]))
            _tell(phase, artifact, len(some))
    warehouse(run)


def preview_digests(run: Run, asked: Asked, since: datetime, artifact: UUID, counts: Counts) -> None:
    """Write the digests that were due in the span to the folder, as they would have been. Mails nothing."""
    from tasks import preview  # what makes digests is 10 MB, and few backfills ask for them

    zone = context(run).brand.zone
    due = list(previews(asked.start, min(asked.end, run.as_of), zone))
    phase = _begin(run, "previewing", "digests", len(due))
    rows = []
    for some in _pieces(due, 4):
        redo.give_way(run)
        for flow, moment in some:
            path = preview.folder(run, flow, moment) / f"{flow}.html"
            if not preview.is_written(run, flow, moment, since):
                path = preview.write_preview(run, flow, moment, datetime.now(UTC))
            rows.append({"digest": flow, "as of": moment.isoformat(timespec="minutes"), "file": str(path)})
            counts["previews"] += 1
        _tell(phase, artifact, len(some))
    create_table_artifact(
        table=rows[-200:],
        key=artifact_key("previews", run.brand),
        description=f"{len(rows)} digests previewed, none sent",
    )


def _begin(run: Run, what: str, unit: str, total: int) -> Progress:
    return progress.begin(run.brand, what, unit, total)


def _tell(phase: Progress, artifact: UUID | None, done: int) -> None:
    """Count `done` more units and show the phase in the log and in Prefect's progress artifact."""
    phase.done += done
    words = phase.line(time.monotonic())
    get_run_logger().info("%s", words)
    if artifact is not None:
        update_progress_artifact(artifact_id=artifact, progress=100.0 * phase.share, description=words)


def _count(counts: Counts, merged: Merged | None) -> None:
    if merged is not None:
        counts["merged"] += merged.windows
        counts["inserted"] += merged.inserted
        counts["changed"] += merged.changed
        counts["unchanged"] += merged.unchanged


def _ordered(asked: Asked, loads: Sequence[windows.Load]) -> Sequence[windows.Load]:
    return loads[::-1] if asked.oldest_first else loads


def _pieces(things: Iterable[Any], size: int) -> Iterator[list[Any]]:
    """`things` in lists of `size`; the last may be shorter."""
    rest = iter(things)
    while piece := list(islice(rest, size)):
        yield piece
