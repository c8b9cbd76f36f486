"""`rapport backfill`: collect any span of the past, by day windows, without mail."""

from collections.abc import Sequence
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Annotated, Any

import typer
from rich.markup import escape

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
)
from deployments.cli.run import BrandsOption, run_for_brands

if TYPE_CHECKING:
    from connectors.config import Brand


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
    again: Annotated[
        bool,
        typer.Option(
            "--again", help="Also what is merged: for a source that changed, such as a mended export."
        ),
    ] = False,
    as_json: Annotated[bool, JsonOption] = False,
) -> None:
    """Collect a span of the past. Skips what is merged, takes up where it was interrupted, sends no mail.

    [dim]rapport backfill --brand tesco --start 2017-10-30 --end 2017-11-28
    rapport backfill --brand tesco --start 2017-10-30 --end 2017-11-28 --again
    rapport backfill --gaps[/]
    """
    if gaps == bool(start or end) or bool(start) != bool(end):
        raise typer.BadParameter("name a span with --start and --end, or ask for --gaps")
    shared = context_of(context)
    parameters: dict[str, dict[str, Any]] = {}
    for one in shared.brands(brand):
        check_accounts(one, account or ())
        check_streams(one, stream or ())
        span = _span_of_gaps(shared, one) if gaps else _span(one, start, end)
        if span is not None:
            parameters[one.slug] = span | {
                "brand": one.slug,
                "accounts": account or None,
                "streams": stream or None,
                "again": again,
                "config": str(shared.settings.config_path),
            }
    if not parameters:
        note("There are no gaps.")
    summaries, failed = run_for_brands(shared, "backfill", parameters) if parameters else ({}, [])
    if as_json:
        print_json(summaries)
    else:
        for slug, summary in summaries.items():
            _show(slug, summary)
    if failed:
        raise typer.Exit(EXIT_FAILED)


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


def _span_of_gaps(shared: Context, brand: "Brand") -> dict[str, Any] | None:
    from tasks.status import read_status

    gaps = read_status(shared.engine, brand.slug).gaps
    if not gaps:
        return None
    return {"start": min(gap["window_start"] for gap in gaps), "end": max(gap["window_end"] for gap in gaps)}


def _show(slug: str, summary: Any) -> None:
    counts = summary.get("counts", {})
    words = ", ".join(
        f"{value:,} {name}" if isinstance(value, int) else f"{name} {value}" for name, value in counts.items()
    )
    out.print(f"[bold]{escape(slug)}[/]: {escape(words or 'done')}")
    show_problems(summary.get("problems", ()))
