"""`rapport tiers`: how tiers come about. One module a command."""

import typer

from deployments.cli.tiers import explain, learn, predict, rollback, rules, train, versions

app = typer.Typer(
    no_args_is_help=True,
    help="Why a message has its tier, how your rules do, and what your rulings teach.",
)
app.command("explain")(explain.explain)
app.command("rules")(rules.rules)
app.command("predict")(predict.predict)
app.command("train")(train.train)
app.command("learn")(learn.learn)
app.command("versions")(versions.versions)
app.command("rollback")(rollback.rollback)
