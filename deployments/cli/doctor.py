"""`rapport doctor`: tries everything and says what to do about what does not work."""

from dataclasses import asdict
from typing import TYPE_CHECKING, Annotated

import typer

from deployments.cli.common import EXIT_FAILED, JsonOption, context_of, out, print_json, shown

if TYPE_CHECKING:
    from connectors.base import Check


def tell(check: "Check") -> None:
    """One line of what was tried, and below it what to do, where there is something to do."""
    mark = "[red]✗[/]" if not check.is_ok else "[yellow]![/]" if check.is_warning else "[green]✓[/]"
    # Some errors say what to do themselves, for logs, where nobody else does.
    detail = check.detail.removesuffix(check.advice).rstrip(":; ") if check.advice else check.detail
    out.print(f"{mark} {shown(check.name)}: {shown(detail)}")
    if check.advice and (check.is_warning or not check.is_ok):
        out.print(f"    → {shown(check.advice)}")


def doctor(context: typer.Context, as_json: Annotated[bool, JsonOption] = False) -> None:
    """Try the configuration, database, secrets, each account, mail and disk. Exit code 1 if anything fails."""
    from deployments.checks import check_all

    shared = context_of(context)
    results = []
    for result in check_all(shared.settings):
        results.append(result)
        if not as_json:
            tell(result)
    if as_json:
        print_json([asdict(r) | ({"advice": ""} if r.is_ok and not r.is_warning else {}) for r in results])
    if not all(result.is_ok for result in results):
        raise typer.Exit(EXIT_FAILED)
