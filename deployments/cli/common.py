"""What the commands share: the context, consoles, dates, the choice of a brand, exit codes."""

import json
import logging
import os
import sys
from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass, is_dataclass
from datetime import UTC, date, datetime
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING, Any
from zoneinfo import ZoneInfo

import typer
from rich.console import Console
from rich.markup import escape

from connectors.errors import ConfigError

if TYPE_CHECKING:
    from collections.abc import Iterable

    from sqlalchemy import Engine

    from connectors.config import Brand, Settings

EXIT_FAILED = 1
EXIT_CONFIG = 2

_LOG_WIDTH = 140

out = Console(highlight=False, soft_wrap=True, width=None if sys.stdout.isatty() else _LOG_WIDTH)
"""Results: what the command was asked for."""
err = Console(stderr=True, highlight=False, soft_wrap=True, width=None if sys.stderr.isatty() else _LOG_WIDTH)
"""Progress, notes and complaints: never mixed into the results."""

BrandOption = typer.Option(
    "--brand", "-b", help="Which brand; needed when there are several.", show_default=False
)
JsonOption = typer.Option("--json", help="Print JSON, for scripts.")


@dataclass
class Context:
    """The global options, and what follows from them, made when it is first asked for."""

    config: Path | None = None
    verbose: bool = False

    @cached_property
    def settings(self) -> "Settings":
        """The configuration and the environment; ConfigError when they are wrong."""
        from connectors.settings import load_settings

        return load_settings(self.config)

    @cached_property
    def engine(self) -> "Engine":
        """The warehouse, started if it is the embedded one, and migrated; ConfigError when it is out of reach."""
        from sqlalchemy.exc import OperationalError

        from connectors import embedded_postgres, warehouse

        require_home(self.settings)
        url = embedded_postgres.database_url(self.settings)
        try:
            warehouse.migrate(url)
        except OperationalError as error:
            reason = str(error.orig).strip().splitlines()[0]
            raise ConfigError(
                f"the database is out of reach: {reason}; `rapport doctor` tells more"
            ) from error
        return warehouse.engine(url)

    def brand(self, slug: str | None) -> "Brand":
        """The brand called `slug`, or the only one there is; ConfigError otherwise."""
        found = self.brands([slug] if slug else None)
        if len(found) == 1:
            return found[0]
        names = ", ".join(brand.slug for brand in found)
        raise typer.BadParameter(f"there are several brands: name one of {names}", param_hint="--brand")

    def brands(self, slugs: Sequence[str] | None) -> "Sequence[Brand]":
        """The brands called `slugs`; all of them when none is named. ConfigError for one that there is not."""
        from connectors.settings import DEMO_CONFIG

        if self.config is None and self.settings.config_path == DEMO_CONFIG:
            note("No rapport.toml here: this is the demo's brand.")
        return [self.settings.brand(slug) for slug in slugs] if slugs else self.settings.brands

    def progress(self, flow: str, slug: str, before: tuple[int, int] = (0, 0)) -> str:
        """How much of a brand came into the warehouse since it held `before` (windows, rows), in words, and what `flow`
        waits for."""
        from tasks.core.backfill_plan import left_to_others
        from tasks.progress import line
        from tasks.status import read_waits

        windows, rows = self.held(slug)
        waits = read_waits(self.engine, slug, left_to_others(flow))
        held = f"{windows - before[0]:,} windows merged, {rows - before[1]:,} rows new"
        return "; ".join(filter(None, (line(slug), held, waits)))

    def held(self, slug: str) -> tuple[int, int]:
        """(windows merged, rows inserted) of a brand so far."""
        from tasks.status import read_progress

        return read_progress(self.engine, slug)

    def quiet_prefect(self) -> None:
        """Keep Prefect's log out of the terminal unless --verbose: what failed is said once, by us."""
        if not self.verbose:
            os.environ.setdefault("PREFECT_LOGGING_HANDLERS_CONSOLE_LEVEL", "CRITICAL")
            logging.raiseExceptions = False  # Ctrl-C in the middle of a log line: no news for the terminal


def context_of(context: typer.Context) -> Context:
    """The global options of this call."""
    return context.find_object(Context) or Context()


def require_home(settings: "Settings") -> None:
    """Make the folder of the state; ConfigError when that cannot be."""
    try:
        settings.home.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise ConfigError(
            f"{settings.home}: {error.strerror}; set RAPPORT_HOME to a folder that can be written"
        ) from error


def shown(text: str) -> str:
    """A stranger's `text` for one line of a terminal: nothing in it is a command to the terminal, or markup."""
    from tasks.core.digest.texts import clean

    return escape(" ".join(clean(text).split()))


def show_problems(problems: "Iterable[object]") -> None:
    """What could not be collected, one line a reason."""
    from tasks.core.problems import folded

    for problem in folded(map(str, problems)):
        out.print(f"  [yellow]![/] {shown(problem)}")


def note(message: str) -> None:
    """Say something beside the result."""
    err.print(f"[dim]{escape(message)}[/]")


def complain(message: str) -> None:
    """Say what went wrong. An error may quote strangers: line breaks stay, commands to the terminal do not."""
    from tasks.core.digest.texts import clean

    err.print(f"[red]{escape(clean(message))}[/]")


def parse_moment(value: str, zone: ZoneInfo, option: str) -> datetime:
    """A date or a date and time as UTC; without an offset it is in `zone`, a date alone is its midnight."""
    text = value.strip()
    try:
        moment = datetime.fromisoformat(text)
    except ValueError as error:
        raise typer.BadParameter(
            f"{value!r} is neither a date (2026-11-22) nor a time (2026-11-22T18:00, 2026-11-22T18:00:00Z)",
            param_hint=option,
        ) from error
    return (moment if moment.tzinfo else moment.replace(tzinfo=zone)).astimezone(UTC)


def parse_past(value: str, zone: ZoneInfo, option: str) -> datetime:
    """As parse_moment, and refused when it has not come yet: what is collected counts as collected for good."""
    moment = parse_moment(value, zone, option)
    if moment > datetime.now(UTC):
        raise typer.BadParameter(f"{value} has not come yet", param_hint=option)
    return moment


def parse_window(value: str, zone: ZoneInfo) -> str:
    """``start/end`` as two UTC times in ISO 8601 joined by a slash; the end must be later, and past."""
    start, slash, end = value.partition("/")
    if not slash:
        raise typer.BadParameter("expected start/end, such as 2026-11-21/2026-11-22", param_hint="--window")
    moments = [parse_past(part, zone, "--window") for part in (start, end)]
    if moments[0] >= moments[1]:
        raise typer.BadParameter("the end is not after the start", param_hint="--window")
    return "/".join(moment.isoformat() for moment in moments)


def print_json(value: object) -> None:
    """`value` as JSON on standard output; times are ISO 8601."""
    sys.stdout.write(json.dumps(value, default=_plain, ensure_ascii=False, indent=2) + "\n")


def _plain(value: Any) -> object:
    if is_dataclass(value) and not isinstance(value, type):
        return asdict(value)
    if isinstance(value, datetime | date):
        return value.isoformat()
    if isinstance(value, Mapping):
        return dict(value)
    return str(value)
