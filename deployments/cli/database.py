"""`rapport db`: the warehouse's address, and the embedded server."""

import sys
from typing import Annotated

import typer

from deployments.cli.common import EXIT_FAILED, JsonOption, context_of, note, out, print_json, require_home

app = typer.Typer(no_args_is_help=True, help="The warehouse: its address, the embedded server, the schema.")


@app.command(epilog='Example: psql "$(rapport db url)" -c "select * from marts.metric_daily limit 5"')
def url(context: typer.Context) -> None:
    """Print the address that psql takes. The embedded server is started, and stays up until `rapport db stop`."""
    settings = context_of(context).settings
    if settings.database_url is not None:
        given = settings.database_url.get_secret_value()
        sys.stdout.write(given.replace("postgresql+psycopg2://", "postgresql://", 1) + "\n")
        return
    from connectors import embedded_postgres

    was_running = embedded_postgres.is_running(settings.home)
    require_home(settings)
    embedded_postgres.keep(settings.home)
    engine = context_of(context).engine
    engine.dispose()
    sys.stdout.write(embedded_postgres.libpq_url(settings.home) + "\n")
    if not was_running:
        note("The embedded PostgreSQL stays up; `rapport db stop` stops it.")


@app.command()
def start(context: typer.Context) -> None:
    """Start the embedded server and leave it up."""
    from connectors import embedded_postgres

    settings = context_of(context).settings
    if settings.database_url is not None:
        note("RAPPORT_DATABASE_URL is set: there is no embedded server to start.")
        return
    require_home(settings)
    embedded_postgres.keep(settings.home)
    embedded_postgres.ensure(settings.home)
    out.print(f"PostgreSQL is up: {embedded_postgres.libpq_url(settings.home)}")


@app.command()
def stop(context: typer.Context) -> None:
    """Stop the embedded server, whoever uses it."""
    from connectors import embedded_postgres

    was_running = embedded_postgres.stop(context_of(context).settings.home)
    out.print("PostgreSQL is stopped." if was_running else "PostgreSQL was not running.")


@app.command()
def migrate(context: typer.Context) -> None:
    """Bring the schema to this version's. Safe to repeat."""
    context_of(context).engine.dispose()
    out.print("The schema is this version's.")


@app.command()
def state(context: typer.Context, as_json: Annotated[bool, JsonOption] = False) -> None:
    """Say whether the embedded server runs; exit code 1 when it does not."""
    from connectors import embedded_postgres

    home = context_of(context).settings.home
    is_running = embedded_postgres.is_running(home)
    if as_json:
        print_json({"is_running": is_running, "home": str(home)})
    else:
        out.print(f"PostgreSQL under {home} is {'up' if is_running else 'down'}.")
    if not is_running:
        raise typer.Exit(EXIT_FAILED)
