"""`rapport contest`: entries with their eligibility, and a draw that anybody can compute again. It messages no one."""

from collections import Counter
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from deployments.cli.common import (
    EXIT_FAILED,
    BrandOption,
    JsonOption,
    complain,
    context_of,
    note,
    out,
    parse_moment,
    print_json,
    shown,
)
from deployments.cli.triage import By, me

if TYPE_CHECKING:
    from zoneinfo import ZoneInfo

    from tasks.contests import Draw, EntrantList
    from tasks.core.contest import Entry

app = typer.Typer(
    no_args_is_help=True,
    help="Contests of rapport.toml: who takes part and why not, and a draw that anybody can compute again.",
)

BrandName = Annotated[str | None, BrandOption]
Name = Annotated[str, typer.Argument(help="As in rapport.toml, whatever the case.", show_default=False)]


@app.command("list")
def list_(
    context: typer.Context, brand: BrandName = None, as_json: Annotated[bool, JsonOption] = False
) -> None:
    """List the brand's contests, with their lists and draws so far."""
    from tasks import contests

    shared = context_of(context)
    one, now = shared.brand(brand), datetime.now(UTC)
    with shared.engine.connect() as connection:
        lists = contests.read_lists(connection, one, now)
        draws = contests.read_draws(connection, one, now)
    if as_json:
        print_json(
            {"contests": [c.model_dump(mode="json") for c in one.contests], "lists": lists, "draws": draws}
        )
        return
    for contest in one.contests:
        opens, closes = (moment.astimezone(one.zone) for moment in contest.span(one.zone))
        entered = f"#{contest.hashtag}" if contest.hashtag else f"under {contest.post}"
        out.print(
            f"[bold]{shown(contest.name)}[/] {shown(entered)}, {opens:%Y-%m-%d %H:%M} to {closes:%Y-%m-%d %H:%M}"
        )
        for each in (found for found in lists if found.contest == contest.name):
            out.print(f"  list {each.list_id}: {len(each.entrants)} take part, {each.digest}")
        for draw in (found for found in draws if found.contest == contest.name):
            out.print(f"  draw {draw.draw_id}: {_drawn(draw)}")
    if not one.contests:
        out.print(f"No contest is configured: add [[brands.{one.slug}.contests]] to rapport.toml.")


@app.command()
def entries(
    context: typer.Context,
    name: Name,
    brand: BrandName = None,
    as_of: Annotated[str | None, typer.Option(help="As things stood then.", show_default=False)] = None,
    as_json: Annotated[bool, JsonOption] = False,
) -> None:
    """List what may be an entry, who takes part, and why the others do not."""
    from tasks import contests

    shared = context_of(context)
    one = shared.brand(brand)
    moment = parse_moment(as_of, one.zone, "--as-of") if as_of else datetime.now(UTC)
    contest = contests.contest_named(one, name)
    with shared.engine.connect() as connection:
        found = contests.read_entries(connection, one, contest, moment)
    if as_json:
        print_json(found)
        return
    for entry in found:
        _show(entry, one.zone)
    reasons = Counter(entry.reason for entry in found if entry.reason)
    taking_part = len(found) - reasons.total()
    out.print(f"[dim]{len(found)} entries, {taking_part} take part[/]")
    for reason, count in reasons.most_common():
        out.print(f"[dim]  {count} do not: {shown(reason)}[/]")


@app.command()
def close(
    context: typer.Context,
    name: Name,
    brand: BrandName = None,
    by: By = None,
    to: Annotated[
        Path | None,
        typer.Option("--out", help="Write the list to this file, as it is published.", show_default=False),
    ] = None,
) -> None:
    """Put down the list of those who take part, for good, and say its digest: publish that before there is a seed."""
    from tasks import contests
    from tasks.core.contest import ALGORITHM, published

    shared = context_of(context)
    one = shared.brand(brand)
    contest = contests.contest_named(one, name)
    now = datetime.now(UTC)
    with shared.engine.begin() as connection:
        for account, end in contests.behind(connection, one, contest, now).items():
            reached = f"until {end.astimezone(one.zone):%Y-%m-%d %H:%M}" if end else "not at all"
            complain(
                f"{account} has been collected {reached}: later entries are not on the list; run a scan first"
            )
        try:
            found = contests.put_down(connection, one, contest, by or me(), now)
        except contests.NotYet as error:
            complain(str(error))
            raise typer.Exit(EXIT_FAILED) from error
    if to is not None:
        to.write_text(published(found.entrants), encoding="utf-8", newline="\n")
    out.print(f"List {found.list_id} of {shown(contest.name)}: {len(found.entrants)} take part.")
    out.print(f"Digest (SHA-256): [bold]{found.digest}[/]")
    out.print(ALGORITHM)
    note("Publish the digest, and where the seed will come from, before there is a seed: docs/contests.md.")


@app.command()
def draw(
    context: typer.Context,
    name: Name,
    winners: Annotated[int, typer.Option(help="How many win.", min=1, show_default=False)],
    seed: Annotated[
        str,
        typer.Option(help="From a public source, not known when the list was put down.", show_default=False),
    ],
    source: Annotated[
        str | None, typer.Option(help="Where the seed came from, kept with the draw.", show_default=False)
    ] = None,
    brand: BrandName = None,
    by: By = None,
    as_json: Annotated[bool, JsonOption] = False,
) -> None:
    """Draw from the newest list. The same seed gives the same winners, for everybody; each draw is kept for good.

    [dim]rapport contest draw "Latte art" --winners 3 --seed 04-11-23-31-40-44 --source "Lotto of 25 November"[/]
    """
    from tasks import contests
    from tasks.core.contest import ALGORITHM

    shared = context_of(context)
    one = shared.brand(brand)
    contest, now = contests.contest_named(one, name), datetime.now(UTC)
    with shared.engine.begin() as connection:
        try:
            found = contests.draw_winners(
                connection, one, contest, winners, seed, by or me(), now, source=source
            )
        except (contests.NotYet, ValueError) as error:
            complain(str(error))
            raise typer.Exit(EXIT_FAILED) from error
        others = [
            d for d in contests.read_draws(connection, one, now, contest.name) if d.draw_id != found.draw_id
        ]
        lists = [
            each
            for each in contests.read_lists(connection, one, now, contest.name)
            if each.list_id != found.list_id
        ]
    if as_json:
        print_json({"draw": found, "other_draws": others, "other_lists": lists, "algorithm": ALGORITHM})
        return
    out.print(f"Draw {found.draw_id}: {_drawn(found)}")
    for place, entry in enumerate(found.drawn, 1):
        out.print(f"[bold]{place:>4}[/] {shown(entry)}")
    if len(found.drawn) < winners:
        out.print(f"[dim]Only {len(found.drawn)} take part.[/]")
    out.print(f"From the list with the digest {found.digest}. {ALGORITHM}")
    for other in others:
        note(f"There is another draw of this contest: {_drawn(other)}.")
    for each in lists:
        note(f"There is another list of this contest: {_listed(each)}.")


def _drawn(found: "Draw") -> str:
    source = f" ({found.seed_source})" if found.seed_source else ""
    return shown(
        f"{found.winners} by seed {found.seed!r}{source}, list {found.list_id}, {found.drawn_by}, "
        f"{found.drawn_at:%Y-%m-%d %H:%M} UTC"
    )


def _listed(found: "EntrantList") -> str:
    return shown(
        f"list {found.list_id}, {len(found.entrants)} take part, put down by {found.listed_by}, "
        f"{found.listed_at:%Y-%m-%d %H:%M} UTC, with the digest {found.digest}"
    )


def _show(entry: "Entry", zone: "ZoneInfo") -> None:
    candidate = entry.candidate
    mark = "[green]+[/]" if entry.reason is None else "[dim]-[/]"
    why = entry.reason or entry.note
    out.print(
        f"{mark} {candidate.occurred_at.astimezone(zone):%Y-%m-%d %H:%M} {shown(candidate.id)} "
        f"[bold]{shown(candidate.name)}[/]: {shown(candidate.text[:120])}"
    )
    if why:
        out.print(f"    [dim]{shown(why)}[/]")
