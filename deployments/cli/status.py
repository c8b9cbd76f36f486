"""`rapport status`: what was collected, what is missing, what waits in quarantine, what went out."""

from collections.abc import Sequence
from typing import TYPE_CHECKING, Annotated, Any

import typer
from rich.markup import escape
from rich.table import Table

from deployments.cli.common import JsonOption, context_of, out, print_json, shown
from deployments.cli.run import BrandsOption

if TYPE_CHECKING:
    from connectors.config import Brand
    from tasks.status import Status


def status(
    context: typer.Context,
    brand: Annotated[list[str] | None, BrandsOption] = None,
    as_json: Annotated[bool, JsonOption] = False,
) -> None:
    """Show each stream's windows and gaps, what waits for a newer engine, the quarantine, the outbox, the last runs.

    Times are the brand's.
    """
    from tasks.status import read_status

    shared = context_of(context)
    found = {one.slug: (one, read_status(shared.engine, one.slug)) for one in shared.brands(brand)}
    if as_json:
        print_json({slug: state for slug, (_, state) in found.items()})
        return
    for one, state in found.values():
        _show(one, state)


def _show(brand: "Brand", state: "Status") -> None:
    out.print(f"\n[bold]{escape(brand.name)}[/] ({escape(brand.slug)})")
    if not state.windows:
        out.print("  Nothing collected yet: `rapport backfill`, or wait for the next scheduled run.")
    _show_collected(brand, state)
    if state.outdated:
        out.print(
            f"{state.outdated:,} older {'message has' if state.outdated == 1 else 'messages have'} the tier of an "
            "engine of before: `rapport run housekeeping` reads them again"
        )
    _table(
        "Quarantine (`rapport triage quarantine` lists the rows)",
        ("account", "stage", "expectation", "rows", "for example"),
        [(q["account"], q["stage"], q["expectation"], q["waiting"], q["example"]) for q in state.quarantine],
    )
    _show_runs(brand, state)


def _show_collected(brand: "Brand", state: "Status") -> None:
    """What came in, what is missing of it, and what has to wait."""
    _table(
        "Collected",
        ("account", "stream", "merged", "failed", "from", "to", "new", "changed", "same", "quarantined"),
        [
            (
                row["account"], row["stream"], row["merged"], row["failed"] + row["unfinished"],
                _when(brand, row["first_start"]), _when(brand, row["last_end"]),
                row["inserted"], row["changed"], row["unchanged"], row["quarantined"],
            )
            for row in state.windows
        ],
    )  # fmt: skip
    _table(
        "Gaps (`rapport backfill --gaps` collects them)",
        ("account", "stream", "from", "to"),
        [
            (g["account"], g["stream"], _when(brand, g["window_start"]), _when(brand, g["window_end"]))
            for g in state.gaps
        ],
    )
    _table(
        "Rate limits that are used up",
        ("account", "requests", "until"),
        [(u["account"], u["kind"] or "all", _when(brand, u["resets_at"])) for u in state.used_up],
    )


def _show_runs(brand: "Brand", state: "Status") -> None:
    """What went out, and what ran."""
    from tasks.core.problems import folded

    _table(
        "Digests",
        ("flow", "period", "to", "state", "when", "error"),
        [
            (
                o["flow"], o["period"], o["recipient"], o["state"], _when(brand, o["sent_at"]), o["last_error"] or "",
            )
            for o in state.outbox
        ],
    )  # fmt: skip
    _table(
        "Runs",
        ("flow", "as of", "state", "began", "seconds", "problems"),
        [
            (
                r["flow"], _when(brand, r["as_of"]), r["state"], _when(brand, r["started_at"]),
                f"{(r['finished_at'] - r['started_at']).total_seconds():.0f}" if r["finished_at"] else "",
                "; ".join(folded(r["problems"])),
            )
            for r in state.runs
        ],
    )  # fmt: skip


def _table(title: str, columns: Sequence[str], rows: Sequence[Sequence[Any]]) -> None:
    if not rows:
        return
    table = Table(title=title, title_justify="left", box=None, pad_edge=False, header_style="dim")
    for position, column in enumerate(columns):
        is_number = all(isinstance(row[position], int) for row in rows)
        table.add_column(column, justify="right" if is_number else "left", overflow="fold")
    for row in rows:
        table.add_row(*(f"{cell:,}" if isinstance(cell, int) else shown(str(cell)) for cell in row))
    out.print(table)


def _when(brand: "Brand", moment: Any) -> str:
    return moment.astimezone(brand.zone).strftime("%Y-%m-%d %H:%M") if moment else ""
