"""`rapport run FLOW`: one of the four digests, now or as of a past moment; or housekeeping, for who has cron alone."""

from collections.abc import Mapping
from contextlib import ExitStack
from enum import StrEnum
from functools import partial
from typing import Annotated, Any

import typer
from rich.markup import escape

from deployments.cli.common import (
    EXIT_FAILED,
    Context,
    JsonOption,
    complain,
    context_of,
    out,
    parse_past,
    parse_window,
    print_json,
    show_problems,
    shown,
)
from deployments.cli.interrupts import Interrupts, exit_code, say_how_to_go_on
from deployments.cli.progress import Steps


class Flow(StrEnum):
    """The flows that have a schedule: four that send a digest, and what keeps history in order."""

    MORNING_SCAN = "morning-scan"
    MIDDAY_BLOCK = "midday-block"
    EVENING_CHECK = "evening-check"
    WEEKLY_REVIEW = "weekly-review"
    HOUSEKEEPING = "housekeeping"


BrandsOption = typer.Option(
    "--brand", "-b", help="Which brand; may be repeated. Default: all of them.", show_default=False
)


def run(
    context: typer.Context,
    flow: Annotated[Flow, typer.Argument(help="Which one.", show_default=False)],
    brand: Annotated[list[str] | None, BrandsOption] = None,
    as_of: Annotated[
        str | None,
        typer.Option(
            help="Replay a past moment: all clocks read it. Naive times are the brand's.", show_default=False
        ),
    ] = None,
    window: Annotated[
        str | None,
        typer.Option(help="Collect this span, start/end, and not what is missing.", show_default=False),
    ] = None,
    send: Annotated[bool, typer.Option("--send/--no-send", help="Whether the digest goes out.")] = True,
    resend: Annotated[
        bool, typer.Option("--resend", help="Send even if this digest was sent before.")
    ] = False,
    as_json: Annotated[bool, JsonOption] = False,
) -> None:
    """Run a flow once: a digest collects, validates, tiers, computes, and is mailed.

    Housekeeping sends nothing: it learns from what people ruled, and does for history what digests have no time for.

    [dim]rapport run morning-scan
    rapport run evening-check --brand acme --as-of 2026-11-20T18:00:00Z --no-send
    rapport run housekeeping[/]
    """
    shared = context_of(context)
    brands = shared.brands(brand)
    config = str(shared.settings.config_path)
    parameters: dict[str, dict[str, object]] = {
        one.slug: {"brand": one.slug, "config": config} for one in brands
    }
    if flow is Flow.HOUSEKEEPING:
        _refuse({"--as-of": as_of, "--window": window, "--no-send": not send, "--resend": resend})
    else:
        for one in brands:
            parameters[one.slug] |= {
                "as_of": parse_past(as_of, one.zone, "--as-of") if as_of else None,
                "window": parse_window(window, one.zone) if window else None,
                "send": send,
                "resend": resend,
            }
    summaries, failed = run_for_brands(shared, flow.value, parameters)
    if as_json:
        print_json(summaries)
    else:
        for slug, summary in summaries.items():
            show_summary(slug, summary)
    if failed:
        raise typer.Exit(EXIT_FAILED)


def _refuse(given: Mapping[str, object]) -> None:
    """What housekeeping has no use for is said, and not passed over."""
    for option, value in given.items():
        if value:
            raise typer.BadParameter(
                "housekeeping sends no digest, and works on what is there now", param_hint=option
            )


_STATES = {"sent": "sent to", "already_sent": "sent before (--resend sends it again):"}
"""What became of a delivery -> the words for it, before the recipients."""


def run_for_brands(
    shared: Context, flow: str, parameters: Mapping[str, Mapping[str, object]]
) -> tuple[dict[str, Mapping[str, Any]], list[str]]:
    """Run `flow` once for each brand, one after the other; returns the summaries, and the brands that failed."""
    from deployments.embedded import PrefectApi
    from deployments.pipeline import FlowFailed, call, services

    shared.quiet_prefect()
    steps, api = Steps(), PrefectApi(shared.settings.home)
    summaries: dict[str, Mapping[str, Any]] = {}
    failed: list[str] = []
    with ExitStack() as stack:
        with steps.step("PostgreSQL and Prefect's API"):
            stack.enter_context(services(api, lambda: shared.engine))
        interrupts = stack.enter_context(Interrupts())
        for slug, arguments in parameters.items():
            try:
                with steps.step(f"{flow} · {slug}", partial(shared.progress, flow, slug, shared.held(slug))):
                    summaries[slug] = call(flow, **arguments)
            except FlowFailed as error:
                if interrupts.number is not None:
                    say_how_to_go_on()
                    raise SystemExit(exit_code(interrupts.number)) from error
                failed.append(slug)
                # A database's error goes on with the statement and its parameters: not for every terminal.
                first, *rest = str(error).splitlines()
                complain(str(error) if shared.verbose or not rest else f"{first} (--verbose says more)")
            except (KeyboardInterrupt, SystemExit):  # Ctrl-C, SIGTERM
                say_how_to_go_on()
                raise
    return summaries, failed


def show_summary(slug: str, summary: Mapping[str, Any]) -> None:
    """What a flow says of itself, for people."""
    out.print(f"[bold]{shown(str(summary.get('subject', slug)))}[/]")
    if "tiered_again" in summary:
        out.print(f"  {summary['tiered_again']:,} messages of before tiered again")
    if learned := summary.get("tiers"):
        out.print(f"  {shown(_learned(learned))}")
    show_problems(summary.get("problems", ()))
    for kind, path in summary.get("files", {}).items():
        out.print(f"  {kind:<5} {escape(str(path))}")
    for state, words in _STATES.items():
        found = [str(d["recipient"]) for d in summary.get("deliveries", ()) if d["state"] == state]
        if found:
            out.print(f"  {words} {escape(', '.join(found))}")


def _learned(found: Mapping[str, Any]) -> str:
    if "not_learned" in found:
        return f"nothing learned: {found['not_learned']}"
    if found["is_adopted"]:
        return f"learned from people's rulings: {found['engine']}"
    return f"what was learned is no better: {found['in_force_before']} stays"
