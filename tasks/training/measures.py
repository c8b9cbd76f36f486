"""How good the tiers are: the figures of the issue's table, the confusion, the calibration, the worst errors."""

from collections.abc import Sequence
from dataclasses import asdict, dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from tasks.core.items import TIERS
from tasks.training.corpus import Example
from tasks.training.fitting import T1, chances_of, choose

Array = NDArray[Any]
BINS = 10
LEAST_PRECISION = 0.70


@dataclass(frozen=True, slots=True)
class Figures:
    """Shares between 0 and 1; `n` messages. None: there are none to measure on."""

    n: int
    accuracy: float
    macro_f1: float
    sure_accuracy: float | None
    t1_precision: float
    t1_recall: float
    t1_recall_at_precision: float
    """The best recall of T1 by any threshold at which its precision is LEAST_PRECISION or more."""
    not_english_accuracy: float | None
    calibration_error: float
    """Expected calibration error of the chosen tier's chance, over BINS bins (Naeini et al. 2015)."""

    def as_dict(self) -> dict[str, Any]:
        """For a header or JSON."""
        return {name: round(v, 4) if isinstance(v, float) else v for name, v in asdict(self).items()}


def figures(examples: Sequence[Example], scores: Array, costs: Array) -> Figures:
    """The figures of `scores` [message, tier] against the labels of `examples`."""
    right_tier = np.array([example.tier for example in examples])
    chosen = choose(scores, costs)
    right = chosen == right_tier
    return Figures(
        n=len(examples),
        accuracy=float(right.mean()),
        macro_f1=float(np.mean([_f1(chosen == tier, right_tier == tier) for tier in range(len(TIERS))])),
        sure_accuracy=_among(right, [example.is_sure for example in examples]),
        t1_precision=_share(right_tier[chosen == T1] == T1),
        t1_recall=_share(chosen[right_tier == T1] == T1),
        t1_recall_at_precision=_recall_at_precision(chances_of(scores)[:, T1], right_tier == T1),
        not_english_accuracy=_among(right, [example.message.lang != "en" for example in examples]),
        calibration_error=_calibration_error(scores, chosen, right),
    )


def confusion(examples: Sequence[Example], scores: Array, costs: Array) -> Array:
    """[labelled tier, chosen tier] counts."""
    counts = np.zeros((len(TIERS), len(TIERS)), dtype=int)
    np.add.at(counts, (np.array([example.tier for example in examples]), choose(scores, costs)), 1)
    return counts


def calibration(examples: Sequence[Example], scores: Array, costs: Array) -> list[tuple[float, float, int]]:
    """(mean confidence, share right, messages) of each bin of the chosen tier's chance that has any."""
    chosen = choose(scores, costs)
    return _bins(scores, chosen, chosen == np.array([example.tier for example in examples]))


def worst(
    examples: Sequence[Example], scores: Array, costs: Array, most: int
) -> list[tuple[Example, int, float]]:
    """The errors that were the most certain: example, chosen tier, its chance."""
    chances, chosen = chances_of(scores), choose(scores, costs)
    wrong = [row for row, example in enumerate(examples) if chosen[row] != example.tier]
    wrong.sort(key=lambda row: -chances[row, chosen[row]])
    return [(examples[r], int(chosen[r]), float(chances[r, chosen[r]])) for r in wrong[:most]]


def _f1(chosen: Array, right: Array) -> float:
    both = float((chosen & right).sum())
    return 2 * both / max(float(chosen.sum() + right.sum()), 1.0)


def _share(values: Array) -> float:
    return float(values.mean()) if len(values) else 0.0


def _among(right: Array, chosen: list[bool]) -> float | None:
    among = right[np.array(chosen)]
    return float(among.mean()) if len(among) else None


def _recall_at_precision(chance: Array, is_t1: Array) -> float:
    order = np.argsort(-chance, kind="stable")
    found = np.cumsum(is_t1[order])
    precision = found / np.arange(1, len(order) + 1)
    recall = found / max(int(is_t1.sum()), 1)
    return float(recall[precision >= LEAST_PRECISION].max(initial=0.0))


def _bins(scores: Array, chosen: Array, right: Array) -> list[tuple[float, float, int]]:
    confidence = chances_of(scores)[np.arange(len(chosen)), chosen]
    place = np.minimum((confidence * BINS).astype(int), BINS - 1)
    return [
        (float(confidence[place == b].mean()), float(right[place == b].mean()), int((place == b).sum()))
        for b in range(BINS)
        if (place == b).any()
    ]


def _calibration_error(scores: Array, chosen: Array, right: Array) -> float:
    bins = _bins(scores, chosen, right)
    return sum(n * abs(confidence - share) for confidence, share, n in bins) / max(len(right), 1)
