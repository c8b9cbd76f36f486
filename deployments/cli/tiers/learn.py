"""`rapport tiers learn`: the brand's own layer, learned anew from people's rulings, and let in if it holds."""

from datetime import UTC, datetime
from typing import TYPE_CHECKING, Annotated

import typer
from rich.table import Table

from deployments.cli.common import (
    EXIT_FAILED,
    BrandOption,
    JsonOption,
    complain,
    context_of,
    note,
    out,
    print_json,
    shown,
)

if TYPE_CHECKING:
    from tasks.layers import Learned


def learn(
    context: typer.Context,
    brand: Annotated[str | None, BrandOption] = None,
    dry_run: Annotated[bool, typer.Option("--dry-run", help="Learn and measure; keep nothing.")] = False,
    as_json: Annotated[bool, JsonOption] = False,
) -> None:
    """Learn from what people ruled (`rapport triage retier`): adopted only if it is not worse than before.

    Measured on rulings held out, by person, and on the shipped check set.
    """
    from tasks.layers import NotTaught
    from tasks.layers import learn as learn_layer

    shared = context_of(context)
    one = shared.brand(brand)
    try:
        with shared.engine.begin() as connection:
            learned = learn_layer(connection, one, datetime.now(UTC), dry_run=dry_run)
    except NotTaught as error:
        complain(str(error))
        raise typer.Exit(EXIT_FAILED) from error
    if as_json:
        print_json(learned.summary())
        return
    show(learned)


def show(learned: "Learned") -> None:
    """What was learned, how it did beside the engines before, and what became of it, for people."""
    taught = learned.taught
    out.print(
        f"{taught.rulings.n} rulings on messages of {learned.people} people; "
        f"in force: [bold]{shown(learned.in_force)}[/]"
    )
    table = Table("", "shipped", "in force", "new", box=None, pad_edge=False)
    for row in learned.table():
        table.add_row(*row)
    out.print(table)
    would = " (a dry run: nothing is kept)" if learned.version is None else ""
    if taught.verdict.is_adopted:
        what = "would be adopted" if learned.version is None else f"adopted as {learned.engine}"
        out.print(f"[green]✓[/] {shown(what)}{would}")
    else:
        out.print(f"[yellow]![/] not adopted{would}")
    for reason in taught.verdict.reasons:
        out.print(f"  · {shown(reason)}")
    if taught.verdict.is_adopted and learned.version is not None:
        note("The next run assigns the newest again, housekeeping the rest; what people ruled stays.")
