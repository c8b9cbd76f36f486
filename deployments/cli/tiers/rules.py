"""`rapport tiers rules`: how often each rule fired, and which never do or always come too late."""

from datetime import UTC, datetime
from typing import Annotated

import typer

from deployments.cli.common import BrandOption, JsonOption, context_of, note, out, print_json, shown


def rules(
    context: typer.Context,
    brand: Annotated[str | None, BrandOption] = None,
    days: Annotated[int, typer.Option(help="How far back to look.", min=1, max=3660)] = 90,
    as_json: Annotated[bool, JsonOption] = False,
) -> None:
    """List your rules with how often they fired, and name those that are dead or shadowed by another."""
    from tasks.core.tiers.rules import effects
    from tasks.explain import report_rules

    shared = context_of(context)
    one = shared.brand(brand)
    with shared.engine.connect() as connection:
        found = report_rules(connection, one, days, datetime.now(UTC))
    if as_json:
        print_json(found)
        return
    if not one.rules:
        out.print(f"{one.slug} has no rules; rapport.example.toml shows how they are written.")
        return
    if not found.is_current:
        note("The rules have changed since the last run: the figures are those of the rules before.")
    for rule, told in zip(one.rules, found.rules, strict=True):
        last = (
            f", last {told.last_fired_at.astimezone(one.zone):%Y-%m-%d %H:%M}" if told.last_fired_at else ""
        )
        mark = "[yellow]![/]" if told.is_wanting else "[green]✓[/]"
        out.print(f"{mark} [bold]{shown(told.name)}[/]: {shown(', '.join(effects(rule.then)))}")
        if told.is_wanting:
            out.print(f"    {shown(told.words)}")
        if told.fired:
            out.print(f"    [dim]fired {told.fired} times, decided something {told.decided} times{last}[/]")
    out.print(f"[dim]{found.messages} messages in the last {days} days[/]")
