"""`rapport tiers`: how tiers come about. One module a command."""

import typer

from deployments.cli.tiers import explain, rules

app = typer.Typer(
    no_args_is_help=True,
    help="Why a message has its tier, and how your rules do.",
)
app.command("explain")(explain.explain)
app.command("rules")(rules.rules)
