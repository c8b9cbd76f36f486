"""Making a digest as of the run's moment, and delivering it once."""

from collections.abc import Sequence
from datetime import datetime
from typing import cast
from zoneinfo import ZoneInfo

from tasks.compose import compose
from tasks.core.digest import Flow
from tasks.render import Rendered
from tasks.steps.run import Run, context


def make(run: Run, problems: Sequence[str]) -> Rendered:
    """The digest of the run's flow, rendered; the same moment and data give the same digest."""
    ctx = context(run)
    with ctx.engine.connect().execution_options(isolation_level="REPEATABLE READ") as connection:
        _, rendered = compose(connection, ctx.brand, cast(Flow, run.flow), run.as_of, problems)
        connection.commit()
    return rendered


def period(flow: str, as_of: datetime, zone: ZoneInfo) -> str:
    """What a digest is for: a day of the brand's zone, or for the weekly review the ISO week of `as_of`."""
    day = as_of.astimezone(zone).date()
    if flow == "weekly-review":
        year, week, _ = day.isocalendar()
        return f"{year}-W{week:02d}"
    return day.isoformat()
