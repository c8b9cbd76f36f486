"""The chain: extraction → validation → warehousing → tier assignment → metrics, exactly once in code.

(The merge stands before the tiers because a tier looks at the thread, which only the merge knows whole.)
"""

from collections.abc import Sequence
from datetime import date
from itertools import groupby
from urllib.parse import quote

from prefect import get_run_logger
from prefect.artifacts import create_markdown_artifact, create_table_artifact

from tasks.artifacts import artifact_key
from tasks.assign import assign_tiers
from tasks.extract import extract_stream, stage_windows
from tasks.marts_days import Part
from tasks.steps import collect
from tasks.steps.check import Checked
from tasks.steps.collect import Collected
from tasks.steps.merge import Merged
from tasks.steps.run import Run, context
from tasks.steps.windows import Load
from tasks.validate import validate_staged
from tasks.warehouse import merge_staged, warehouse_metrics


def bring_in(run: Run, loads: Sequence[Load]) -> tuple[Merged | None, list[str]]:
    """Extract, validate, merge and tier the windows of `loads`.

    Returns what the merge changed (None: there was nothing to merge) and, in words, what could not be
    collected. Raises when a batch cannot be what the platform said.
    """
    collected = _extract(run, loads)
    problems = [c.problem for c in collected if c.problem]
    merged = take_in(run, [c.load for c in collected if c.state == "landed"])
    if collected:
        _show_loads(run, collected, merged)
    return merged, problems


def take_in(run: Run, landed: Sequence[Load], *, is_reread: bool = False) -> Merged | None:
    """Read the landed pages, validate, merge and tier; None: there was nothing to merge.

    `is_reread`: the windows are in the warehouse, and their pages are read once more. No platform is asked.
    """
    merged = None
    if landed:
        load_ids = [load.load_id for load in landed]
        stage_windows(run, list(landed))
        _show_validation(run, validate_staged(run, load_ids))
        merged = merge_staged(run, load_ids, is_reread)
    assign_tiers(run)
    return merged


def warehouse(run: Run, days: Sequence[date] = (), part: Part | None = None) -> None:
    """Compute the metrics of every touched day anew (or of a part of them), and of `days`."""
    warehouse_metrics(run, tuple(days), part)


def _extract(run: Run, loads: Sequence[Load]) -> list[Collected]:
    """One task an account and stream, side by side; the failure of one is a sentence, not an end."""
    ordered = sorted(loads, key=lambda load: (load.account, load.stream))
    submitted = [
        # with_options copies the task: each submission has a retry delay of its own.
        (group, extract_stream.with_options().submit(run, account, stream, group))
        for (account, stream), found in groupby(ordered, key=lambda load: (load.account, load.stream))
        for group in [list(found)]
    ]
    collected: list[Collected] = []
    for group, future in submitted:
        result = future.result(raise_on_failure=False)
        if isinstance(result, list):
            collected += result
        else:
            reason = str(result) if isinstance(result, Exception) else "it was cancelled"
            get_run_logger().error("%s, %s: %s", group[0].account, group[0].stream, reason)
            collected += [collect.give_up(run, load, reason) for load in group]
    return collected


def _show_validation(run: Run, checked: Checked) -> None:
    """What broke, then every rule, those that rows miss first, and where Great Expectations' own pages are."""
    lines = [
        f"{checked.rows} rows validated, {checked.quarantined} set aside. A rule of a batch is broken when too many "
        "rows miss it.",
        "",
        *(f"- {broken}" for broken in checked.broken),
        "",
        "| entity | rule | level | severity | rows that miss it |",
        "|---|---|---|---|---:|",
        *(f"| {' | '.join(map(str, rule))} |" for rule in sorted(checked.rules, key=lambda rule: -rule[-1])),
    ]
    if checked.page:
        # A browser opens no file from a page of the web: the path is there to be copied.
        lines += ["", f"Data Docs: [{checked.page}](file://{quote(checked.page)})"]
    create_markdown_artifact(
        markdown="\n".join(lines),
        key=artifact_key("validation", run.brand),
        description=f"Validation of the last run that brought anything in: {len(checked.broken)} rules broken",
    )


def _show_loads(run: Run, collected: Sequence[Collected], merged: Merged | None) -> None:
    """The windows by the brand's clock; the page has room for a column of problems only where there are any."""
    zone = context(run).brand.zone
    has_problems = any(c.problem for c in collected)
    rows = [
        {
            "account": c.load.account,
            "stream": c.load.stream,
            "from": f"{c.load.start.astimezone(zone):%Y-%m-%d %H:%M}",
            "to": f"{c.load.end.astimezone(zone):%Y-%m-%d %H:%M}",
            "state": c.state,
            "pages": c.pages,
        }
        | ({"problem": c.problem} if has_problems else {})
        for c in collected[-200:]
    ]
    words = f"times are {zone.key}; nothing to merge"
    if merged is not None:
        words = (
            f"times are {zone.key}; {merged.windows} windows merged: {merged.inserted} new, {merged.changed} changed, "
            f"{merged.unchanged} unchanged, {merged.deleted} deleted, {merged.orphans} with an unknown parent"
        )
    create_table_artifact(table=rows, key=artifact_key("loads", run.brand), description=words)
