"""`rapport demo`: the whole day on a simulated community, from nothing."""

from collections.abc import Mapping
from contextlib import ExitStack
from datetime import UTC, datetime, time, timedelta
from pathlib import Path
from typing import Any

import typer
from rich.markup import escape

from deployments.cli.common import Context, context_of, note, out
from deployments.cli.progress import Steps


def demo(context: typer.Context) -> None:
    """Fill a warehouse with 90 simulated days, run the four flows as of their end, and show the digests.

    Needs no configuration. The second time only the flows run again.
    """
    from connectors.sandbox import DEMO_NOW
    from connectors.settings import DEMO_CONFIG
    from deployments.embedded import PrefectApi
    from deployments.pipeline import DIGESTS, call, services

    shared = Context(DEMO_CONFIG, context_of(context).verbose)
    shared.quiet_prefect()
    brand = shared.settings.brands[0]
    given = {"brand": brand.slug, "config": str(DEMO_CONFIG)}
    summaries: dict[str, Mapping[str, Any]] = {}
    steps = Steps()
    with ExitStack() as stack:
        with steps.step("PostgreSQL and Prefect's API"):
            stack.enter_context(services(PrefectApi(shared.settings.home), lambda: shared.engine))
        start = _midnight_before(DEMO_NOW, brand.accounts[0].days)
        with steps.step(
            f"{brand.accounts[0].days} days of {brand.name}", lambda: shared.progress(brand.slug)
        ):
            call("backfill", **given, start=start, end=DEMO_NOW)
        for flow in DIGESTS:
            with steps.step(flow):
                summaries[flow] = call(flow, **given, as_of=DEMO_NOW)
    show(summaries, DEMO_NOW)
    note("Next: `make up` for the scheduled flows and Prefect's UI; `rapport status`; rapport.example.toml.")


def _midnight_before(moment: datetime, days: int) -> datetime:
    return datetime.combine((moment - timedelta(days=days)).date(), time(0), UTC)


def show(summaries: Mapping[str, Mapping[str, Any]], as_of: datetime) -> None:
    """Where the four digests are, and what each of them says, in two lines a digest."""
    out.print(f"\nFour digests, as of {as_of:%A %d %B %Y, %H:%M} UTC:")
    for flow, summary in summaries.items():
        out.print(f"[bold]{escape(str(summary.get('subject', flow)))}[/]")
        first, *others = [Path(str(path)) for path in summary["files"].values()]
        out.print(f"  {escape(str(first))} [dim]{escape(', '.join(path.name for path in others))}[/]")
        for problem in summary.get("problems", ()):
            out.print(f"  [yellow]![/] {escape(str(problem))}")
