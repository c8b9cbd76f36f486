"""`rapport demo`: the whole day on a simulated community, from nothing."""

from collections.abc import Mapping
from contextlib import ExitStack
from datetime import UTC, datetime, time, timedelta
from typing import Any

import typer
from rich.markup import escape

from deployments.cli.common import Context, context_of, note, out
from deployments.cli.progress import Steps

DAY = (
    ("morning-scan", time(8)),
    ("weekly-review", time(9)),
    ("midday-block", time(12)),
    ("evening-check", time(18)),
)
"""The flows with their moments of the demo's last day, by the brand's clock."""
BEFORE = timedelta(weeks=1)
"""How long before its own moment a weekly review is made first, so that this one can look back on its proposals."""


def demo(context: typer.Context) -> None:
    """Fill a warehouse with 90 simulated days, run the four flows through the last of them, and show the digests.

    Needs no configuration. Each flow runs as of its own hour of that Monday and collects what is new since the one
    before; first the review of a week earlier is made, as it would have been then, for its proposals to be looked back
    on. The second time only the flows run again.
    """
    from connectors.sandbox import DEMO_NOW
    from connectors.settings import DEMO_CONFIG
    from deployments.embedded import PrefectApi
    from deployments.pipeline import call, services

    shared = Context(DEMO_CONFIG, context_of(context).verbose)
    shared.quiet_prefect()
    brand = shared.settings.brands[0]
    given = {"brand": brand.slug, "config": str(DEMO_CONFIG)}
    monday = DEMO_NOW.astimezone(brand.zone).date()
    moments = {flow: datetime.combine(monday, hour, brand.zone) for flow, hour in DAY}
    summaries: dict[str, Mapping[str, Any]] = {}
    steps = Steps()
    with ExitStack() as stack:
        with steps.step("PostgreSQL and Prefect's API"):
            stack.enter_context(services(PrefectApi(shared.settings.home), lambda: shared.engine))
        days = brand.accounts[0].days
        start = datetime.combine(DEMO_NOW.date() - timedelta(days=days), time(0), UTC)
        with steps.step(f"{days} days of {brand.name}", lambda: shared.progress("backfill", brand.slug)):
            call("backfill", **given, start=start, end=min(moments.values()))
        earlier = moments["weekly-review"] - BEFORE
        with steps.step(f"weekly-review, as of {earlier:%A %d %B}"):
            call("weekly-review", **given, as_of=earlier)
        for flow, moment in moments.items():
            with steps.step(f"{flow}, as of {moment:%A %H:%M}"):
                summaries[flow] = call(flow, **given, as_of=moment)
    show(summaries, moments["evening-check"])
    note("Next: `make up` for the scheduled flows and Prefect's UI; `rapport status`; rapport.example.toml.")


def show(summaries: Mapping[str, Mapping[str, Any]], end: datetime) -> None:
    """What the four digests say, in two lines each, and then where they are."""
    out.print(f"\nWhat the four digests of {end:%A %d %B %Y} say:")
    for flow, summary in summaries.items():
        out.print(f"[bold]{escape(str(summary.get('subject', flow)))}[/]")
        out.print(f"  {escape(str(summary.get('preheader', '')))}")
        for problem in summary.get("problems", ()):
            out.print(f"  [yellow]![/] {escape(str(problem))}")
    out.print("\nTo open (the .txt and .eml are beside):")
    for summary in summaries.values():
        out.print(f"  {escape(str(summary['files']['html']))}", soft_wrap=True)
        if page := summary["files"].get("page"):
            out.print(f"  {escape(str(page))} (every table and chart)", soft_wrap=True)
