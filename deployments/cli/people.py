"""`rapport triage merge`, `merges` and `split`: two profiles that are one person."""

from datetime import UTC, datetime
from typing import Annotated

import typer

from deployments.cli.common import (
    EXIT_FAILED,
    BrandOption,
    JsonOption,
    complain,
    context_of,
    out,
    print_json,
    shown,
)
from deployments.cli.triage import By, me

BrandName = Annotated[str | None, BrandOption]
Name = typer.Argument(help="platform:handle, or platform:id.", show_default=False)


def merge(
    context: typer.Context,
    one: Annotated[str, Name],
    other: Annotated[str, Name],
    brand: BrandName = None,
    by: By = None,
) -> None:
    """Say that two profiles are one person: in figures, on cards and in contests. The next run counts them so."""
    from tasks import people

    shared = context_of(context)
    try:
        number = people.merge(
            shared.engine, shared.brand(brand).slug, (one, other), by or me(), datetime.now(UTC)
        )
    except ValueError as error:
        complain(str(error))
        raise typer.Exit(EXIT_FAILED) from error
    out.print(f"{shown(one)} and {shown(other)} are one person: merge {number}")


def merges(
    context: typer.Context, brand: BrandName = None, as_json: Annotated[bool, JsonOption] = False
) -> None:
    """List who was said to be one person."""
    from tasks import people

    shared = context_of(context)
    found = people.merges(shared.engine, shared.brand(brand).slug)
    if as_json:
        print_json(found)
        return
    for one in found:
        names = f"{', '.join(one.moved)} = {', '.join(one.joined)}"
        out.print(
            f"[bold]{one.merge_id:>8}[/] {one.merged_at:%Y-%m-%d} {shown(names)} [dim]{shown(one.merged_by)}[/]"
        )
    if not found:
        out.print("Nobody was merged.")


def split(
    context: typer.Context,
    number: Annotated[int, typer.Argument(help="As `triage merges` shows it.", show_default=False)],
    brand: BrandName = None,
) -> None:
    """Undo a merge: they are two people again."""
    from tasks import people

    shared = context_of(context)
    try:
        profiles = people.split(shared.engine, shared.brand(brand).slug, number, datetime.now(UTC))
    except people.NoSuchMerge as error:
        complain(str(error))
        raise typer.Exit(EXIT_FAILED) from error
    out.print(
        f"merge {number} is undone: {profiles} {'profile is' if profiles == 1 else 'profiles are'} another's again"
    )
