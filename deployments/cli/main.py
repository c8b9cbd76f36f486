"""The command tree, the global options, and the exit codes: 0 done, 1 failed, 2 wrong usage or configuration."""

import logging
import signal
import sys
from importlib.metadata import version
from pathlib import Path
from types import FrameType
from typing import Annotated

import typer

from connectors.errors import ConfigError
from deployments.cli import (
    backfill,
    campaign,
    connect,
    contest,
    database,
    demo,
    doctor,
    export,
    people,
    run,
    status,
    tiers,
    triage,
    up,
)
from deployments.cli.common import EXIT_CONFIG, EXIT_FAILED, Context, complain, out
from deployments.pipeline import FlowFailed
from tasks.core.tiers.layer import LayerError

app = typer.Typer(
    name="rapport",
    no_args_is_help=True,
    rich_markup_mode="rich",
    pretty_exceptions_enable=False,
    context_settings={"help_option_names": ["-h", "--help"]},
    epilog="State is kept in [bold]$RAPPORT_HOME[/] (default .rapport/). "
    "[bold]$RAPPORT_DATABASE_URL[/] points at a PostgreSQL of your own, [bold]$PREFECT_API_URL[/] at a Prefect "
    "server of your own.",
)
app.command("demo")(demo.demo)
app.command("up")(up.up)
app.command("connect")(connect.connect)
app.command("run")(run.run)
app.command("backfill")(backfill.backfill)
app.command("export")(export.export)
app.command("status")(status.status)
app.command("doctor")(doctor.doctor)
for command in (people.merge, people.merges, people.split):
    triage.app.command()(command)
app.add_typer(triage.app, name="triage")
app.add_typer(tiers.app, name="tiers")
app.add_typer(campaign.app, name="campaign")
app.add_typer(contest.app, name="contest")
app.add_typer(database.app, name="db")


def _show_version(asked: bool) -> None:
    if asked:
        out.print(f"rapport {version('rapport')}")
        raise typer.Exit


@app.callback()
def options(
    context: typer.Context,
    config: Annotated[
        Path | None,
        typer.Option(
            help="The configuration; else $RAPPORT_CONFIG, else ./rapport.toml, else the demo's.",
            show_default=False,
        ),
    ] = None,
    verbose: Annotated[bool, typer.Option("--verbose", "-v", help="Show Prefect's log as well.")] = False,
    _version: Annotated[
        bool,
        typer.Option("--version", callback=_show_version, is_eager=True, help="Show the version and exit."),
    ] = False,
) -> None:
    """Collects what people say to a brand, decides what deserves an answer and how soon, and mails four digests.

    Begin with [bold]rapport demo[/]; then copy rapport.example.toml to rapport.toml and try [bold]rapport doctor[/].
    """
    context.obj = Context(config, verbose)
    if verbose:
        logging.basicConfig(level=logging.INFO, stream=sys.stderr)


def main() -> None:
    """The console script."""
    signal.signal(signal.SIGTERM, _stop)
    try:
        app(standalone_mode=True)
    except (ConfigError, LayerError) as error:
        complain(str(error))
        sys.exit(EXIT_CONFIG)
    except FlowFailed as error:
        complain(str(error))
        sys.exit(EXIT_FAILED)


def _stop(number: int, _frame: FrameType | None) -> None:
    """End as Ctrl-C does: what was started is stopped on the way out."""
    sys.exit(128 + number)
