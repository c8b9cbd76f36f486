"""`rapport tiers explain`: the tier of a text or an interaction, its reasons, and each rule's part in it."""

from datetime import UTC, datetime
from enum import StrEnum
from typing import TYPE_CHECKING, Annotated

import typer

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
    from tasks.core.tiers.rules import Trace
    from tasks.explain import Explanation


class LevelName(StrEnum):
    """How well an author is known."""

    NEW = "new"
    RETURNING = "returning"
    REGULAR = "regular"
    CORE = "core"
    LAPSED = "lapsed"


def explain(
    context: typer.Context,
    what: Annotated[
        str, typer.Argument(help="A text, or the id of an interaction as `triage list` shows it.")
    ],
    brand: Annotated[str | None, BrandOption] = None,
    is_text: Annotated[bool, typer.Option("--text", help="A text even if it is a number.")] = False,
    kind: Annotated[
        str, typer.Option(help="Of a text: comment, reply, mention, direct_message, …")
    ] = "mention",
    platform: Annotated[
        str | None, typer.Option(help="Of a text. Default: the first account's.", show_default=False)
    ] = None,
    to: Annotated[
        str | None, typer.Option(help="Of a text: what the brand said that it answers.", show_default=False)
    ] = None,
    lang: Annotated[str | None, typer.Option(help="Of a text, such as de.", show_default=False)] = None,
    level: Annotated[LevelName, typer.Option(help="Of a text's author.")] = LevelName.NEW,
    followers: Annotated[int | None, typer.Option(help="Of a text's author.", show_default=False)] = None,
    at: Annotated[
        str | None, typer.Option(help="When a text was written. Default: now.", show_default=False)
    ] = None,
    as_json: Annotated[bool, JsonOption] = False,
) -> None:
    """Say which tier a message gets and why: the engine's reasons, and which of your rules fire or do not.

    [dim]rapport tiers explain "when will my refund come?" --at 2026-11-22T23:00[/]
    """
    from connectors.records import INTERACTION_KINDS
    from tasks.core.items import Message
    from tasks.explain import explain as explained
    from tasks.explain import explain_interaction

    shared = context_of(context)
    one = shared.brand(brand)
    if what.isascii() and what.isdigit() and not is_text:
        with shared.engine.connect() as connection:
            found = explain_interaction(connection, one, int(what)) if int(what) < 2**63 else None
        if found is None:
            complain(f"{what} is no inbound interaction of {one.slug}; --text explains it as a text")
            raise typer.Exit(EXIT_FAILED)
        _say(found, as_json=as_json)
        return
    if kind not in INTERACTION_KINDS:
        raise typer.BadParameter(
            f"expected one of {', '.join(sorted(INTERACTION_KINDS))}", param_hint="--kind"
        )
    moment = parse_moment(at, one.zone, "--at") if at else datetime.now(UTC)
    own = next((account.network or account.platform for account in one.accounts), "")
    message = Message(
        interaction_id=0,
        kind=kind,
        text=what,
        lang=lang,
        platform=platform or own,
        parent_text=to,
        parent_is_brand=to is not None,
        is_thread_root=to is None,
        author_level=level.value,
        author_followers=followers,
        brand_handles=tuple(account.handle for account in one.accounts),
        brand_hashtags=one.tracked_hashtags,
        occurred_at=moment.astimezone(one.zone),
    )
    with shared.engine.connect() as connection:
        _say(explained(connection, message, one), as_json=as_json)


def _say(found: "Explanation", *, as_json: bool) -> None:
    if as_json:
        print_json(found)
        return
    said, engine = found.assignment, found.by_engine
    out.print(f"[bold]{said.tier}[/], {_sure(said.confidence)}  [dim]{shown(found.version)}[/]")
    if said.rules and (said.tier != engine.tier):
        out.print(f"  the engine by itself: {engine.tier}, {_sure(engine.confidence)}")
    feeling = "nothing to read it from" if said.sentiment is None else f"{said.sentiment:+.2f}"
    out.print(f"  flags: {', '.join(said.flags) or 'none'}; sentiment: {feeling}")
    for reason in said.reasons:
        out.print(f"  · {shown(reason)}")
    for trace in found.rules:
        _say_rule(trace)
    if found.in_force is not None and found.in_force.assigned_by:
        held = found.in_force
        out.print(
            f"[bold]{held.tier}[/] holds: {shown(held.assigned_by or '')} decided so on {held.assigned_at:%Y-%m-%d}"
        )


def _say_rule(trace: "Trace") -> None:
    if not trace.has_fired:
        out.print(
            f"[dim]– rule '{shown(trace.name)}' does not fire; not met: {shown('; '.join(trace.missing))}[/]"
        )
        return
    out.print(
        f"[green]✓[/] rule '{shown(trace.name)}' fires ({shown('; '.join(trace.because))}): "
        f"{shown(', '.join(trace.does))}"
    )
    if trace.overruled:
        out.print(f"    settled before: {shown('; '.join(trace.overruled))}")


def _sure(confidence: float) -> str:
    return f"{confidence:.0%} sure"
