"""`rapport triage`: what a person decides about open items and quarantined rows."""

import getpass
from datetime import UTC, datetime, timedelta
from enum import StrEnum
from typing import TYPE_CHECKING, Annotated
from uuid import uuid4

import typer
from rich.markup import escape

from deployments.cli.common import (
    EXIT_FAILED,
    BrandOption,
    JsonOption,
    complain,
    context_of,
    out,
    parse_moment,
    print_json,
    shown,
)

if TYPE_CHECKING:
    from connectors.config import Brand
    from tasks.steps.run import Run
    from tasks.triage import Outcome, TriageItem

app = typer.Typer(
    no_args_is_help=True,
    help="Decide about open items: answered, dismissed, snoozed, another tier; release quarantined rows.",
)

Ids = Annotated[list[int], typer.Argument(help="Ids, as `triage list` shows them.", show_default=False)]
RowIds = Annotated[
    list[int], typer.Argument(help="Ids, as `triage quarantine` shows them.", show_default=False)
]
BrandName = Annotated[str | None, BrandOption]
By = Annotated[str | None, typer.Option(help="Who decides. Default: your user name.", show_default=False)]
Note = Annotated[str | None, typer.Option(help="Why, kept with the decision.", show_default=False)]


class State(StrEnum):
    """The states an inbound interaction can be in."""

    OPEN = "open"
    ANSWERED = "answered"
    ACKNOWLEDGED = "acknowledged"
    DISMISSED = "dismissed"
    SNOOZED = "snoozed"


class TierName(StrEnum):
    """The tiers a person can rule."""

    T1 = "T1"
    T2 = "T2"
    T3 = "T3"
    T4 = "T4"
    NONE = "none"


@app.command("list")
def list_(
    context: typer.Context,
    brand: BrandName = None,
    tier: Annotated[
        list[TierName] | None, typer.Option(help="Only this tier; may be repeated.", show_default=False)
    ] = None,
    state: Annotated[State, typer.Option(help="In which state.")] = State.OPEN,
    search: Annotated[
        str | None, typer.Option(help="Only texts that contain this.", show_default=False)
    ] = None,
    label: Annotated[
        str | None, typer.Option(help="Only what your rules label so.", show_default=False)
    ] = None,
    assigned: Annotated[
        str | None, typer.Option(help='Only what your rules gave to them; "" is nobody.', show_default=False)
    ] = None,
    unsure: Annotated[
        bool, typer.Option("--unsure", help="Only what may be a T1 though its tier says otherwise.")
    ] = False,
    why: Annotated[
        bool,
        typer.Option("--why", help="By priority, with the parts that each adds up from; open items only."),
    ] = False,
    as_of: Annotated[str | None, typer.Option(help="As things stood then.", show_default=False)] = None,
    most: Annotated[int, typer.Option(help="How many at most.", min=1)] = 50,
    as_json: Annotated[bool, JsonOption] = False,
) -> None:
    """List what waits for an answer, the most pressing tier first; as far back as the brand's stale_after_days.

    [dim]rapport triage list --tier T1 --json[/]
    """
    from tasks.priorities import list_by_priority
    from tasks.triage import Only, list_items

    if why and state is not State.OPEN:
        raise typer.BadParameter("only open items have a priority", param_hint="--why")
    shared = context_of(context)
    one = shared.brand(brand)
    now = parse_moment(as_of, one.zone, "--as-of") if as_of else datetime.now(UTC)
    only = Only([name.value for name in tier or ()], search, label, assigned, unsure)
    if why:
        items = list_by_priority(shared.engine, one, now, only, most)
    else:
        since = now - timedelta(days=one.stale_after_days)
        items = list_items(shared.engine, one.slug, since, now, (state.value,), only, most)
    if as_json:
        print_json(items)
    elif items:
        for item in items:
            _show(one, item)
        cut = f"; --most {most * 10} shows more" if len(items) == most else ""
        out.print(f"[dim]{len(items)} {state.value}{cut}[/]")
    else:
        nothing = "Nothing is uncertain" if unsure else f"Nothing is {state.value}"
        words = "Nobody is waiting" if state is State.OPEN and not unsure else nothing
        out.print(f"{words}, of the last {one.stale_after_days} days.")


@app.command()
def answer(
    context: typer.Context, ids: Ids, brand: BrandName = None, by: By = None, note: Note = None
) -> None:
    """Mark as answered elsewhere: by phone, in a shop, where the platform shows nothing."""
    from tasks.triage import answer as decide

    shared = context_of(context)
    slug = shared.brand(brand).slug
    _report("answered", decide(shared.engine, slug, ids, by or me(), datetime.now(UTC), note))


@app.command()
def dismiss(
    context: typer.Context, ids: Ids, brand: BrandName = None, by: By = None, note: Note = None
) -> None:
    """Decide that no answer is needed."""
    from tasks.triage import dismiss as decide

    shared = context_of(context)
    slug = shared.brand(brand).slug
    _report("dismissed", decide(shared.engine, slug, ids, by or me(), datetime.now(UTC), note))


@app.command()
def reopen(
    context: typer.Context, ids: Ids, brand: BrandName = None, by: By = None, note: Note = None
) -> None:
    """Make them open again, whatever was decided before."""
    from tasks.triage import reopen as decide

    shared = context_of(context)
    slug = shared.brand(brand).slug
    _report("reopened", decide(shared.engine, slug, ids, by or me(), datetime.now(UTC), note))


@app.command()
def snooze(
    context: typer.Context,
    ids: Ids,
    until: Annotated[str, typer.Option(help="Day or moment when they come back.", show_default=False)],
    brand: BrandName = None,
    by: By = None,
) -> None:
    """Put aside until a moment; the deadlines go on.

    [dim]rapport triage snooze 4711 --until 2026-11-24[/]
    """
    from tasks import triage

    shared = context_of(context)
    one = shared.brand(brand)
    now, moment = datetime.now(UTC), parse_moment(until, one.zone, "--until")
    if moment <= now:
        raise typer.BadParameter("has passed already", param_hint="--until")
    _report("snoozed", triage.snooze(shared.engine, one.slug, ids, moment, by or me(), now))


@app.command()
def retier(
    context: typer.Context,
    ids: Ids,
    tier: Annotated[TierName, typer.Option(help="Where they belong.", show_default=False)],
    brand: BrandName = None,
    by: By = None,
    note: Note = None,
) -> None:
    """Rule which tier they belong in. The ruling is kept, and holds against the engine."""
    from tasks import triage

    shared = context_of(context)
    one = shared.brand(brand)
    outcome = triage.retier(shared.engine, one.slug, ids, tier.value, by or me(), datetime.now(UTC), note)
    _report(f"now {tier.value}", outcome)


@app.command()
def quarantine(
    context: typer.Context,
    brand: BrandName = None,
    most: Annotated[int, typer.Option(help="How many at most.", min=1)] = 50,
    as_json: Annotated[bool, JsonOption] = False,
) -> None:
    """List the rows that broke a rule or could not be read, with the reason."""
    from tasks.triage import list_quarantine

    shared = context_of(context)
    rows = list_quarantine(shared.engine, shared.brand(brand).slug, most)
    if as_json:
        print_json(rows)
        return
    for row in rows:
        out.print(f"[bold]{row.quarantine_id:>8}[/] {shown(row.location)}: {shown(row.reason)}")
        out.print(f"         [dim]{shown(row.raw[:200])}[/]")
    out.print(f"[dim]{len(rows)} waiting[/]" if rows else "Nothing is in quarantine.")


@app.command()
def release(context: typer.Context, ids: RowIds, brand: BrandName = None, by: By = None) -> None:
    """Let quarantined rows in after all: your word stands above the rule they broke."""
    from tasks.release import release as release_rows

    results = release_rows(_run(context, brand), ids, by or me(), datetime.now(UTC))
    for result in results:
        if result.problem:
            complain(f"{result.quarantine_id}: {result.problem}")
        else:
            out.print(f"{result.quarantine_id}: released")
    if any(result.problem for result in results):
        raise typer.Exit(EXIT_FAILED)


@app.command()
def drop(context: typer.Context, ids: RowIds, brand: BrandName = None, by: By = None) -> None:
    """Decide that quarantined rows stay out for good; they are kept, marked."""
    from tasks.release import drop as drop_rows

    count = drop_rows(_run(context, brand), ids, by or me(), datetime.now(UTC))
    out.print(f"{count} dropped")
    if count != len(set(ids)):
        complain("the others do not wait in this brand's quarantine")
        raise typer.Exit(EXIT_FAILED)


def _run(context: typer.Context, brand: str | None) -> "Run":
    from tasks.steps.run import Run

    shared = context_of(context)
    one = shared.brand(brand)
    _ = shared.engine  # started and migrated
    return Run(str(uuid4()), one.slug, "triage", datetime.now(UTC), False, str(shared.settings.config_path))


def me() -> str:
    """Who works here: the user name."""
    return getpass.getuser()


def _report(done: str, outcome: "Outcome") -> None:
    if outcome.done:
        out.print(f"{done}: {', '.join(map(str, outcome.done))}")
    if outcome.unknown:
        complain(f"not an inbound interaction of this brand: {', '.join(map(str, outcome.unknown))}")
        raise typer.Exit(EXIT_FAILED)


def _show(brand: "Brand", item: "TriageItem") -> None:
    from tasks.core.items import T1_LOOK_FROM

    when = item.occurred_at.astimezone(brand.zone)
    out.print(
        f"[bold]{item.interaction_id:>8}[/] {item.tier:<4} {when:%Y-%m-%d %H:%M} {escape(item.platform)} "
        f"[bold]{shown(item.member_name)}[/]: {shown(item.text[:200])}"
    )
    handling = [f"for {item.assignee}"] if item.assignee else []
    handling += [f"labelled {', '.join(item.labels)}"] if item.labels else []
    if notes := [*handling, *item.reasons]:
        out.print(f"              [dim]{shown('; '.join(notes))}[/]")
    if item.t1_chance is not None and item.t1_chance >= T1_LOOK_FROM and item.tier != "T1":
        out.print(f"              [dim]{item.t1_chance * 100:.0f} % likely a T1[/]")
    if item.priority is not None:
        sums = " + ".join(f"{part.points:g} {part.name} ({part.words})" for part in item.parts)
        out.print(f"              {item.priority:g} within {item.tier}{f' = {shown(sums)}' if sums else ''}")
