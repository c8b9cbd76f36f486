"""`rapport tiers train`: the model that is shipped, from labelled messages."""

from collections.abc import Sequence
from importlib.util import find_spec
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from connectors.errors import ConfigError
from deployments.cli.common import out
from deployments.cli.progress import Steps

if TYPE_CHECKING:
    from tasks.training.corpus import Example
    from tasks.training.trainer import Trained


def train(
    labels: Annotated[
        list[Path],
        typer.Option(
            help="Table with the columns id and tier; may be repeated. FILE@2 counts each row twice."
        ),
    ],
    like: Annotated[
        Path,
        typer.Option(
            help="Labelled messages as they are to be expected: the tiers' shares, the confidence and T1's threshold "
            "are fitted to them, and they are what is measured on. FILE@4 as for --labels."
        ),
    ],
    version: Annotated[str, typer.Option(help="Name of the model, kept with each assignment.")],
    texts: Annotated[
        list[Path] | None,
        typer.Option(
            help="Table with the texts of the labels' ids, or a conversation export; may be repeated.",
            show_default=False,
        ),
    ] = None,
    to: Annotated[Path, typer.Option("--out", help="Where the model goes.")] = Path("tiers.npz"),
    card: Annotated[
        Path | None,
        typer.Option(
            help="Folder for the figures: measures.json and calibration.png; errors.csv holds texts.",
            show_default=False,
        ),
    ] = None,
    read: Annotated[
        Path | None,
        typer.Option(
            help="For the figures: table with the columns id, flags and sentiment, as somebody read them in messages "
            "of --like.",
            show_default=False,
        ),
    ] = None,
    together: Annotated[
        list[str] | None,
        typer.Option(
            help="Sources left out together, separated by commas; may be repeated.", show_default=False
        ),
    ] = None,
    skip_sources: Annotated[
        bool,
        typer.Option(
            "--skip-sources",
            help="Do not measure what happens on sources never seen (about half of the time).",
        ),
    ] = False,
) -> None:
    """Train a tier model, and measure it on messages that it did not learn from.

    Ten folds of --like, and each of its sources left out whole. The same input gives the same model.

    [dim]rapport tiers train --labels labels.csv --texts messages.csv --like gold.csv@4 --version mine-1[/]
    """
    if find_spec("sklearn") is None:
        raise ConfigError(
            "training needs scikit-learn, which running Rapport does not: install the extra `train`"
        )
    from tasks.training.corpus import LabelFile, read_examples

    measured_on = LabelFile.parse(str(like))
    corpus = read_examples([LabelFile.parse(str(path)) for path in labels], texts or [])
    reference = read_examples([measured_on], texts or [])
    out.print(f"{len(corpus):,} labelled messages, {len(reference):,} to measure on")
    families = [frozenset(group.split(",")) for group in together or ()]
    trained = _trained(version, corpus, reference, families, measures_sources=not skip_sources)
    to.write_bytes(trained.artifact)
    _tell(trained, to)
    if card is not None:
        from tasks.training.card import write_card
        from tasks.training.telling import read_told

        write_card(
            card,
            trained,
            reference,
            {path.stem: read_told(path) for path in (measured_on.path, read) if path},
        )
        out.print(f"{card}: measures.json, calibration.png, errors.csv")


def _trained(
    version: str,
    corpus: "Sequence[Example]",
    reference: "Sequence[Example]",
    families: "Sequence[frozenset[str]]",
    *,
    measures_sources: bool,
) -> "Trained":
    """The model and its measures, with the fits counted on the terminal meanwhile."""
    from tasks.training.trainer import train as train_model

    state = ""

    def progress(what: str, done: int, whole: int) -> None:
        nonlocal state
        state = f"{what}: {done} of {whole} fits"

    with Steps().step("Training", lambda: state):
        return train_model(version, corpus, reference, families, progress, measures_sources=measures_sources)


def _tell(trained: "Trained", to: Path) -> None:
    """How good it is, and where it lies."""
    for name, figures in (
        ("by message", trained.by_message_figures),
        ("by source", trained.by_source_figures),
    ):
        if figures is not None:
            shown = ", ".join(f"{key} {value}" for key, value in figures.as_dict().items())
            out.print(f"[bold]{name}[/]: {shown}")
    out.print(f"T1's chance counts {trained.cost} times when the tier is chosen")
    out.print(f"{to}: {len(trained.artifact):,} bytes")
