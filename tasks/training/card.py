"""What the model's card shows: figures as JSON, the calibration as a picture, the errors to be read by hand."""

import csv
import json
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

from matplotlib.figure import Figure
from numpy.typing import NDArray

from tasks.core.items import TIERS
from tasks.training import telling
from tasks.training.corpus import Example
from tasks.training.fitting import choose
from tasks.training.measures import calibration, confusion, worst
from tasks.training.telling import Told
from tasks.training.trainer import Trained

WORST_SHOWN = 40


def write_card(
    folder: Path, trained: Trained, reference: Sequence[Example], told: Mapping[str, Mapping[str, Told]]
) -> None:
    """Write measures.json and calibration.png, which hold no text of anybody, and errors.csv, which does.

    `told` is what was read in messages of the reference beside their tier, by the reader's name.
    """
    folder.mkdir(parents=True, exist_ok=True)
    parts = {"by message": (trained.by_message_figures, trained.by_message)}
    if trained.by_source is not None and trained.by_source_figures is not None:
        parts["by source"] = (trained.by_source_figures, trained.by_source)
    measured: dict[str, Any] = {"t1_cost": trained.cost, "tiers": TIERS}
    for name, (figures, scores) in parts.items():
        measured[name] = figures.as_dict() | {
            "confusion": confusion(reference, scores, trained.costs).tolist(),
            "calibration": [
                [round(confidence, 3), round(share, 3), n]
                for confidence, share, n in calibration(reference, scores, trained.costs)
            ],
            "accuracy_by_source": _by_source(reference, scores, trained.costs),
        }
    tiers = choose(trained.by_message, trained.costs).tolist()
    measured["told"] = {name: telling.measured(reference, tiers, read) for name, read in told.items()}
    (folder / "measures.json").write_text(json.dumps(measured, indent=1) + "\n", encoding="utf-8")
    _plot(
        folder / "calibration.png",
        {name: calibration(reference, s, trained.costs) for name, (_, s) in parts.items()},
    )
    with (folder / "errors.csv").open("w", encoding="utf-8", newline="") as file:
        writer = csv.writer(file)
        writer.writerow(("id", "source", "labelled", "is_sure", "chosen", "chance", "text"))
        for example, chosen, chance in worst(reference, trained.by_message, trained.costs, WORST_SHOWN):
            row = (
                TIERS[example.tier],
                example.is_sure,
                TIERS[chosen],
                round(chance, 3),
                example.message.text,
            )
            writer.writerow((example.id, example.source, *row))


def _by_source(
    reference: Sequence[Example], scores: NDArray[Any], costs: NDArray[Any]
) -> dict[str, list[float]]:
    """source -> [accuracy, messages]"""
    shares = {}
    for source in sorted({example.source for example in reference}):
        rows = [row for row, example in enumerate(reference) if example.source == source]
        counts = confusion([reference[row] for row in rows], scores[rows], costs[rows])
        shares[source] = [round(float(counts.trace()) / len(rows), 3), len(rows)]
    return shares


def _plot(path: Path, curves: dict[str, list[tuple[float, float, int]]]) -> None:
    figure = Figure(figsize=(5.2, 5), dpi=120, layout="constrained")
    axes = figure.add_subplot()
    axes.plot([0, 1], [0, 1], color="#9aa0a6", linewidth=1, label="as sure as right")
    for (name, points), colour, mark in zip(curves.items(), ("#1f5fbf", "#b3541e"), "os", strict=False):
        axes.plot(
            [p[0] for p in points],
            [p[1] for p in points],
            color=colour,
            marker=mark,
            label=f"left out {name}",
        )
        for confidence, share, n in points:
            axes.annotate(
                str(n), (confidence, share), xytext=(4, -10), textcoords="offset points", fontsize=7
            )
    axes.set(
        xlabel="confidence that the engine states", ylabel="share that is right", xlim=(0, 1), ylim=(0, 1)
    )
    axes.set_title("Calibration on messages not learned from (figures: messages)", fontsize=9)
    axes.legend(frameon=False)
    figure.savefig(path, metadata={"Software": None})
