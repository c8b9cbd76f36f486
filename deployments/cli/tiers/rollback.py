"""`rapport tiers rollback`: an earlier layer of the brand, or the shipped model alone, is in force again."""

from datetime import UTC, datetime
from typing import Annotated, Literal

import typer

from deployments.cli.common import EXIT_FAILED, BrandOption, complain, context_of, note, out, shown

SHIPPED: Literal["shipped"] = "shipped"


def rollback(
    context: typer.Context,
    version: Annotated[
        str | None,
        typer.Argument(
            help="A number of `tiers versions`, or shipped. Default: the one before the one in force.",
            show_default=False,
        ),
    ] = None,
    brand: Annotated[str | None, BrandOption] = None,
) -> None:
    """Put an earlier layer in force again, or none. The next run assigns the newest again."""
    from tasks.layers import NoSuchLayer, roll_back

    to: int | Literal["shipped"] | None = None
    if version == SHIPPED:
        to = SHIPPED
    elif version is not None:
        number = version.removeprefix("brand-")
        if not (number.isascii() and number.isdigit() and len(number) < 10):
            raise typer.BadParameter("expected a number of `rapport tiers versions`, or shipped")
        to = int(number)
    shared = context_of(context)
    one = shared.brand(brand)
    try:
        with shared.engine.begin() as connection:
            engine = roll_back(connection, one.slug, to, datetime.now(UTC))
    except NoSuchLayer as error:
        complain(str(error))
        raise typer.Exit(EXIT_FAILED) from error
    out.print(f"In force: [bold]{shown(engine)}[/]")
    note("The next run assigns the newest again, housekeeping the rest; what people ruled stays.")
