"""`rapport campaign`: how campaigns, polls and surveys stand."""

from datetime import UTC, datetime, timedelta
from typing import Annotated

import typer

from connectors.errors import ConfigError
from deployments.cli.common import BrandOption, JsonOption, context_of, out, parse_moment, print_json, shown

app = typer.Typer(
    no_args_is_help=True, help="Campaigns of rapport.toml, and polls and surveys: how they stand, with n."
)

BrandName = Annotated[str | None, BrandOption]
AsOf = Annotated[str | None, typer.Option(help="As things stood then.", show_default=False)]


@app.command()
def show(
    context: typer.Context,
    names: Annotated[
        list[str] | None, typer.Argument(help="Campaigns; all when none is named.", show_default=False)
    ] = None,
    brand: BrandName = None,
    as_of: AsOf = None,
    as_json: Annotated[bool, JsonOption] = False,
) -> None:
    """Show reach, clicks, conversation, people and sentiment of campaigns, and the brand's days beside those before."""
    from tasks.core.digest.weekly_campaigns import campaign_facts
    from tasks.week_campaigns import read_campaign

    shared = context_of(context)
    one = shared.brand(brand)
    moment = parse_moment(as_of, one.zone, "--as-of") if as_of else datetime.now(UTC)
    wanted = {name.casefold() for name in names or ()}
    chosen = [c for c in one.campaigns if not wanted or c.name.casefold() in wanted]
    if unknown := wanted - {c.name.casefold() for c in chosen}:
        known = ", ".join(repr(c.name) for c in one.campaigns) or "none"
        raise ConfigError(f"no campaign {sorted(unknown)[0]!r} of {one.slug}; there are: {known}")
    with shared.engine.connect() as connection:
        found = [read_campaign(connection, one, campaign, moment) for campaign in chosen]
    if as_json:
        print_json(found)
        return
    for facts in found:
        out.print(f"[bold]{shown(facts.name)}[/], from {facts.first} to {facts.until or 'now'}")
        for fact in campaign_facts(facts, one.locale):
            out.print(f"  {fact.label:<20} {shown(fact.value)}  [dim]{shown(fact.note)}[/]")
    if not found:
        out.print(f"No campaign is configured: add [[brands.{one.slug}.campaigns]] to rapport.toml.")


@app.command()
def polls(
    context: typer.Context,
    brand: BrandName = None,
    days: Annotated[int, typer.Option(help="Only those that got a vote in so many days.", min=1)] = 30,
    as_of: AsOf = None,
    as_json: Annotated[bool, JsonOption] = False,
) -> None:
    """Show the results of polls and surveys by option: one vote a person, the last one."""
    from tasks.core.digest.weekly_campaigns import share_words
    from tasks.week_campaigns import read_polls

    shared = context_of(context)
    one = shared.brand(brand)
    moment = parse_moment(as_of, one.zone, "--as-of") if as_of else datetime.now(UTC)
    with shared.engine.connect() as connection:
        found = read_polls(connection, one, moment - timedelta(days=days), moment)
    if as_json:
        print_json(found)
        return
    for poll in found:
        out.print(f"[bold]{shown(poll.question[:200]) or '(no words)'}[/]")
        for option, votes in poll.options:
            out.print(f"  {shown(option[:60])}: {share_words(votes, poll.known)}")
        if unknown := poll.people - poll.known:
            out.print(f"  [dim]{unknown} whose choice is not known[/]")
    if not found:
        out.print(f"No poll or survey got a vote in the last {days} days.")
