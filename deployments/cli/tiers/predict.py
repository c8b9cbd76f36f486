"""`rapport tiers predict`: tiers for the rows of a CSV file."""

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from deployments.cli.common import context_of, out
from deployments.cli.progress import Steps

if TYPE_CHECKING:
    from tasks.core.tiers import Engine


def predict(
    context: typer.Context,
    csv: Annotated[
        Path, typer.Option("--csv", help="Table with the columns id, kind, lang, text.", show_default=False)
    ],
    to: Annotated[Path, typer.Option("--out", help="Where the tiers go.", show_default=False)],
    brand: Annotated[
        str | None,
        typer.Option(
            "--brand",
            "-b",
            help="As this brand would have it: its own layer and rules. Default: the shipped model alone.",
            show_default=False,
        ),
    ] = None,
    model: Annotated[
        Path | None,
        typer.Option(
            help="Another model, as `tiers train` writes it, instead of the shipped one.", show_default=False
        ),
    ] = None,
) -> None:
    """Write id, tier (T1 to T4 or NONE), confidence, flags and reasons for every row, in order.

    Further columns are used where the table has them: parent_text, parent_is_brand, media, hashtags,
    author_followers. No database is needed, but for --brand.

    [dim]rapport tiers predict --csv messages.csv --out tiers.csv[/]
    """
    from tasks.predict import predict as write_tiers

    engine = _engine(context, brand, model)
    done = 0

    def progress(rows: int) -> None:
        nonlocal done
        done = rows

    with Steps().step("Assigning tiers", lambda: f"{done:,} rows"):
        rows = write_tiers(engine, csv, to, progress)
    out.print(f"{rows:,} rows, by {engine.version}: {to}")


def _engine(context: typer.Context, brand: str | None, model: Path | None) -> "Engine":
    """The engine that was asked for: a brand's own, a file's, or the shipped one."""
    from tasks.artifact import shipped_engine, unpack
    from tasks.core.tiers.learned import LearnedEngine
    from tasks.core.tiers.model import ModelError

    if brand is not None and model is not None:
        raise typer.BadParameter("a brand has its own; name one of the two", param_hint="--model")
    if brand is not None:
        from tasks.engines import engine_of

        shared = context_of(context)
        with shared.engine.connect() as connection:
            return engine_of(connection, shared.brand(brand))
    if model is None:
        return shipped_engine()
    try:
        return LearnedEngine(unpack(model.read_bytes()))
    except (OSError, ModelError) as error:
        raise typer.BadParameter(str(error), param_hint="--model") from error
