"""`rapport doctor`: tries everything and says what to do about what does not work."""

from dataclasses import asdict
from typing import Annotated

import typer

from deployments.cli.common import EXIT_FAILED, JsonOption, context_of, out, print_json, shown


def doctor(context: typer.Context, as_json: Annotated[bool, JsonOption] = False) -> None:
    """Try the configuration, database, secrets, each account, mail and disk. Exit code 1 if anything fails."""
    from deployments.checks import check_all

    shared = context_of(context)
    results = []
    for result in check_all(shared.settings):
        results.append(result)
        if not as_json:
            mark = "[red]✗[/]" if not result.is_ok else "[yellow]![/]" if result.is_warning else "[green]✓[/]"
            out.print(f"{mark} {shown(result.name)}: {shown(result.detail)}")
            if (result.is_warning or not result.is_ok) and result.advice:
                out.print(f"    → {shown(result.advice)}")
    if as_json:
        print_json([asdict(r) | ({"advice": ""} if r.is_ok and not r.is_warning else {}) for r in results])
    if not all(result.is_ok for result in results):
        raise typer.Exit(EXIT_FAILED)
