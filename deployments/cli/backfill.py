"""`rapport backfill`: collect any span of the past, or do steps of it again, by day windows, without mail."""

from collections.abc import Mapping, Sequence
from dataclasses import asdict
from datetime import UTC, datetime
from enum import StrEnum
from typing import TYPE_CHECKING, Annotated, Any
from uuid import uuid4

import typer
from rich.markup import escape
from rich.table import Table

from deployments.cli.common import (
    EXIT_FAILED,
    Context,
    JsonOption,
    context_of,
    note,
    out,
    parse_moment,
    parse_past,
    print_json,
    show_problems,
    shown,
)
from deployments.cli.run import BrandsOption, run_for_brands

if TYPE_CHECKING:
    from connectors.config import Brand
    from tasks.core.backfill_plan import Plan


class Redo(StrEnum):
    """What a backfill can do once more."""

    EXTRACT = "extract"
    PARSE = "parse"
    VALIDATE = "validate"
    TIERS = "tiers"
    METRICS = "metrics"


def backfill(
    context: typer.Context,
    start: Annotated[str | None, typer.Option(help="First day or moment.", show_default=False)] = None,
    end: Annotated[
        str | None, typer.Option(help="Day or moment to stop before: it is not included.", show_default=False)
    ] = None,
    brand: Annotated[list[str] | None, BrandsOption] = None,
    account: Annotated[
        list[str] | None,
        typer.Option(help="Only this account (platform:handle); may be repeated.", show_default=False),
    ] = None,
    stream: Annotated[
        list[str] | None, typer.Option(help="Only this stream; may be repeated.", show_default=False)
    ] = None,
    gaps: Annotated[
        bool, typer.Option("--gaps", help="Only what `rapport status` shows as missing.")
    ] = False,
    redo: Annotated[
        list[Redo] | None,
        typer.Option(
            help="Do this once more, also where it was done; may be repeated. Without extract no platform is asked.",
            show_default=False,
        ),
    ] = None,
    again: Annotated[
        bool,
        typer.Option("--again", help="--redo extract: for a source that changed, such as a mended export."),
    ] = False,
    preview: Annotated[
        bool,
        typer.Option("--preview", help="Also render the digests that were due, to a folder; none is sent."),
    ] = False,
    oldest_first: Annotated[
        bool, typer.Option("--oldest-first", help="Begin with the oldest day, not with the newest.")
    ] = False,
    dry_run: Annotated[
        bool, typer.Option("--dry-run", help="Show the plan and what it costs; do nothing.")
    ] = False,
    as_json: Annotated[bool, JsonOption] = False,
) -> None:
    """Collect a span of the past, or do steps of it again. Skips what is done, goes on where it stopped, sends no mail.

    [dim]rapport backfill --brand acme --start 2026-10-01 --end 2026-11-01
    rapport backfill --gaps --dry-run
    rapport backfill --brand acme --start 2026-10-01 --end 2026-11-01 --redo parse
    rapport backfill --brand acme --start 2026-10-01 --end 2026-11-01 --redo tiers --redo metrics --preview[/]
    """
    steps = [one.value for one in redo or ()] + (["extract"] if again else [])
    _check_span(start, end, gaps, steps)
    shared = context_of(context)
    asked: dict[str, dict[str, Any]] = {}
    for one in shared.brands(brand):
        check_accounts(one, account or ())
        check_streams(one, stream or ())
        asked[one.slug] = ({} if gaps else _span(one, start, end)) | {
            "brand": one.slug,
            "accounts": account or None,
            "streams": stream or None,
            "redo": list(dict.fromkeys(steps)) or None,
            "gaps": gaps,
            "preview": preview,
            "oldest_first": oldest_first,
            "config": str(shared.settings.config_path),
        }
    plans = {slug: _plan(shared, parameters) for slug, parameters in asked.items()}
    if not as_json or dry_run:
        _show_plans(shared, plans, as_json)
    if dry_run:
        return
    if gaps:
        asked = {slug: parameters for slug, parameters in asked.items() if not plans[slug].is_empty}
    if not asked:
        note("There are no gaps.")
    summaries, failed = run_for_brands(shared, "backfill", asked) if asked else ({}, [])
    if as_json:
        print_json(summaries)
    else:
        for slug, summary in summaries.items():
            _show(slug, summary)
    if failed:
        raise typer.Exit(EXIT_FAILED)


def _plan(shared: Context, parameters: Mapping[str, Any]) -> "Plan":
    """What the backfill would do, from the warehouse as it is; asks no platform."""
    from tasks.backfill import asked_for, make_plan
    from tasks.steps.run import Run

    _ = shared.engine  # started, and its schema this version's
    given = dict(parameters)
    now = datetime.now(UTC)
    run = Run(str(uuid4()), given.pop("brand"), "backfill", now, is_replay=True, config=given.pop("config"))
    return make_plan(run, asked_for(run, given.pop("start", None), given.pop("end", None), **given))


def _show_plans(shared: Context, plans: Mapping[str, "Plan"], as_json: bool) -> None:
    from tasks.core.backfill_words import plan_lines, plan_table, span_words

    zones = {one.slug: one.zone for one in shared.brands(list(plans))}
    if as_json:
        said = {slug: asdict(plan) | {"is_empty": plan.is_empty} for slug, plan in plans.items()}
        print_json({slug: one | {"plan": plan_lines(plans[slug], zones[slug])} for slug, one in said.items()})
        return
    for slug, plan in plans.items():
        out.print(f"[bold]{escape(slug)}[/]: {escape(span_words(plan, zones[slug]))}")
        for line in plan_lines(plan, zones[slug]):
            out.print(f"  {shown(line)}")
        rows = [
            row for row in plan_table(plan) if any(isinstance(cell, int) and cell for cell in row.values())
        ]
        if rows:
            table = Table(box=None, pad_edge=False, header_style="dim")
            for name in rows[0]:
                table.add_column(name, justify="left" if name in {"account", "stream"} else "right")
            for row in rows:
                table.add_row(
                    *(f"{cell:,}" if isinstance(cell, int) else shown(cell) for cell in row.values())
                )
            out.print(table)


def _check_span(start: str | None, end: str | None, gaps: bool, steps: Sequence[str]) -> None:
    if gaps == bool(start or end) or bool(start) != bool(end):
        raise typer.BadParameter("name a span with --start and --end, or ask for --gaps")
    if gaps and steps:
        raise typer.BadParameter(
            "gaps are collected for the first time: it goes with a span", param_hint="--redo"
        )


def check_accounts(brand: "Brand", accounts: Sequence[str]) -> None:
    """Refuse an account that the brand does not have; names the ones there are."""
    known = [one.key for one in brand.accounts]
    for account in accounts:
        if account not in known:
            raise typer.BadParameter(
                f"{brand.slug} has no account {account!r}; there are: {', '.join(known)}",
                param_hint="--account",
            )


def check_streams(brand: "Brand", streams: Sequence[str]) -> None:
    """Refuse a stream that none of the brand's platforms has; names the ones there are."""
    from connectors.registry import streams_of

    known = {one.name for account in brand.accounts for one in streams_of(account.platform)}
    for stream in streams:
        if stream not in known:
            raise typer.BadParameter(
                f"{brand.slug} has no stream {stream!r}; there are: {', '.join(sorted(known))}",
                param_hint="--stream",
            )


def _span(brand: "Brand", start: str | None, end: str | None) -> dict[str, Any]:
    """The span as it can be collected: a window counts as collected for good, so none may end after now."""
    first = parse_past(start or "", brand.zone, "--start")
    last = parse_moment(end or "", brand.zone, "--end")
    if first >= last:
        raise typer.BadParameter("is not after --start", param_hint="--end")
    now = datetime.now(UTC)
    if last > now:
        note(f"{end} has not come yet: {brand.slug} is collected up to now.")
    return {"start": first, "end": min(last, now)}


_COUNTS = {
    "windows": "windows planned",
    "inserted": "new",
    "mended": "rows out of quarantine",
    "tiered": "messages tiered again",
    "days": "days of metrics computed again",
    "previews": "digests previewed",
}
"""A count's name -> the words for it, after the number."""


def _show(slug: str, summary: Any) -> None:
    counts = summary.get("counts", {})
    words = ", ".join(f"{value:,} {_COUNTS.get(name, name)}" for name, value in counts.items() if value)
    out.print(f"[bold]{escape(slug)}[/]: {escape(words or 'done')}")
    show_problems(summary.get("problems", ()))
