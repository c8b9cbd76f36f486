"""`rapport export`: the marts as CSV or Parquet files, with a manifest."""

from datetime import UTC, date, datetime, timedelta
from enum import StrEnum
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer
from rich.markup import escape

from deployments.cli.common import JsonOption, context_of, out, print_json
from deployments.cli.run import BrandsOption

if TYPE_CHECKING:
    from connectors.config import Brand


class Format(StrEnum):
    """What the files are."""

    CSV = "csv"
    PARQUET = "parquet"


def export(
    context: typer.Context,
    brand: Annotated[list[str] | None, BrandsOption] = None,
    table: Annotated[
        list[str] | None,
        typer.Option(help="Only this table, such as metric_daily; may be repeated.", show_default=False),
    ] = None,
    form: Annotated[
        Format, typer.Option("--format", help="csv for spreadsheets, parquet for programs.")
    ] = Format.CSV,
    start: Annotated[
        str | None, typer.Option(help="First day, of the brand's. Default: all.", show_default=False)
    ] = None,
    end: Annotated[
        str | None, typer.Option(help="Day to stop before. Default: all.", show_default=False)
    ] = None,
    to: Annotated[
        Path | None,
        typer.Option(
            help="Folder; each brand gets one of its own in it. Default: export/ in RAPPORT_HOME.",
            show_default=False,
        ),
    ] = None,
    as_json: Annotated[bool, JsonOption] = False,
) -> None:
    """Write the figures to files: one a table, and manifest.json with unit and time zone of every column.

    [dim]rapport export --brand acme
    rapport export --brand acme --format parquet --start 2026-01-01 --end 2026-04-01 --to /srv/exports[/]
    """
    from connectors.mail import safe_name
    from tasks.export import export as write
    from tasks.export import tables

    known = [one.name for one in tables()]
    for name in table or ():
        if name not in known:
            raise typer.BadParameter(
                f"no table {name!r}; there are: {', '.join(known)}", param_hint="--table"
            )
    first, until = _day(start, "--start", date.min), _day(end, "--end", date.max)
    if first >= until:
        raise typer.BadParameter("is not after --start", param_hint="--end")
    shared = context_of(context)
    folder = to or shared.settings.home / "export"
    done: dict[str, Any] = {}
    for one in shared.brands(brand):
        place = folder / safe_name(one.slug)
        manifest = write(
            shared.engine, one, place, form.value, table, *_span(one, first, until), datetime.now(UTC)
        )
        done[one.slug] = manifest | {"folder": str(place)}
    if as_json:
        print_json(done)
        return
    for slug, manifest in done.items():
        out.print(f"[bold]{escape(slug)}[/]: {escape(manifest['folder'])}")
        for file in manifest["tables"]:
            out.print(f"  {escape(file['file'])}: {file['rows']:,} rows")
        out.print("  manifest.json: what the columns and metrics mean")


def _span(brand: "Brand", first: date, until: date) -> tuple[date, date]:
    """The days, no further than there can be any: tomorrow by the brand's clock."""
    tomorrow = datetime.now(UTC).astimezone(brand.zone).date() + timedelta(days=2)
    return first, min(until, tomorrow)


def _day(value: str | None, option: str, default: date) -> date:
    if value is None:
        return default
    try:
        return date.fromisoformat(value.strip())
    except ValueError as error:
        raise typer.BadParameter(f"{value!r} is not a day (2026-11-22)", param_hint=option) from error
