"""`rapport tiers versions`: what the brand taught so far, and which of it is in force."""

from typing import Annotated

import typer
from rich.table import Table

from deployments.cli.common import BrandOption, JsonOption, context_of, out, print_json, shown


def versions(
    context: typer.Context,
    brand: Annotated[str | None, BrandOption] = None,
    as_json: Annotated[bool, JsonOption] = False,
) -> None:
    """List the brand's own layers, the newest first, with how each did when it was learned."""
    from tasks.artifact import shipped_model
    from tasks.layers import versions as read_versions

    shared = context_of(context)
    one = shared.brand(brand)
    with shared.engine.connect() as connection:
        found = read_versions(connection, one.slug)
    if as_json:
        print_json(found)
        return
    table = Table("version", "state", "since", "rulings", "right, held out", "right, check set", box=None)
    for each in found:
        tried = each.figures
        table.add_row(
            str(each.version),
            each.state if each.is_of_this_model else f"{each.state}, of {shown(each.model)}: not used",
            f"{each.state_at.astimezone(one.zone):%Y-%m-%d %H:%M}",
            str(each.rulings),
            f"{tried['rulings']['new']['right']} (before {tried['rulings']['in_force']['right']})",
            f"{tried['check']['new']['right']} of {tried['check']['n']}",
        )
    has_layer = any(each.state == "active" and each.is_of_this_model for each in found)
    state = "below the active one" if has_layer else "active"
    table.add_row("shipped", state, "", "", "", shown(shipped_model().version))
    out.print(table)
