"""The whole training: cross-validation on the reference, by message and by source, then the model of everything."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray
from sklearn.model_selection import StratifiedKFold

from tasks.core.items import TIERS
from tasks.core.tiers.learned import may_wait
from tasks.core.tiers.signals import find
from tasks.training.corpus import Example, without
from tasks.training.fitting import Fit, cost_of_a_miss, fit, warmth
from tasks.training.matrices import Features
from tasks.training.measures import Figures, figures
from tasks.training.shipping import ship

Array = NDArray[Any]
Progress = Callable[[str, int, int], None]

FOLDS = 10
LEAST_T1_RECALL = 0.91
"""The cost of a miss is chosen so that at least this share of T1 is found among messages not learned from: above the
0.88 that is asked for, for other channels are harder."""


@dataclass(frozen=True, slots=True)
class Trained:
    """The artifact, and what was measured on the way (scores of messages that the model had not learned from)."""

    artifact: bytes
    cost: float
    costs: Array
    """[reference message]: `cost`, or 1 where nothing in it is to be feared to wait (`learned.may_wait`)."""
    by_message: Array
    by_source: Array | None
    by_message_figures: Figures
    by_source_figures: Figures | None


def train(
    version: str,
    corpus: Sequence[Example],
    reference: Sequence[Example],
    families: Sequence[frozenset[str]],
    progress: Progress,
    *,
    measures_sources: bool = True,
) -> Trained:
    """Train on `corpus` and `reference`; measure on `reference`, whose tiers' shares are those expected.

    `families` are sources that belong together: they are left out together when it is measured what happens on a
    channel never seen. A message of `corpus` that stands in `reference`, too, is left
    out: it would be measured on. Deterministic: the same input gives the same artifact.
    """
    corpus = without(corpus, reference)
    everything = [*corpus, *reference]
    features = Features()
    matrix = features.learn([example.message for example in everything])
    data = _Data.of(everything, matrix, len(corpus))
    by_message = _scores_apart(data, _by_message(reference, len(corpus)), progress, "by message")
    factor = warmth(by_message, data.reference_tiers)
    by_message *= factor
    waits = np.array([may_wait(find(example.message)) for example in reference])
    cost = cost_of_a_miss(by_message, data.reference_tiers, waits, LEAST_T1_RECALL)
    costs = np.where(waits, cost, 1.0)
    by_source = None
    if measures_sources:
        by_source = factor * _scores_apart(
            data, _by_source(everything, len(corpus), families), progress, "by source"
        )
    progress("everything", 0, 1)
    fitted = data.fit(np.ones(len(everything), dtype=bool))
    progress("everything", 1, 1)
    measured = figures(reference, by_message, costs)
    about = {
        "languages": sorted({e.message.lang for e in reference if e.message.lang} & _LEARNED),
        "learned_from": len(everything),
        "figures": measured.as_dict(),
    }
    return Trained(
        artifact=ship(version, features, fitted, factor, {"T1": cost}, about),
        cost=cost,
        costs=costs,
        by_message=by_message,
        by_source=by_source,
        by_message_figures=measured,
        by_source_figures=None if by_source is None else figures(reference, by_source, costs),
    )


_LEARNED = {"en", "de", "es", "fr", "pt"}
_Split = tuple[Array, Array]
"""Which rows to learn from, and which rows of the reference to score."""


@dataclass(frozen=True, slots=True)
class _Data:
    matrix: Any
    tiers: Array
    counts: Array
    first: int
    """Where the reference begins among the rows."""
    expected: Array

    @classmethod
    def of(cls, everything: Sequence[Example], matrix: Any, first: int) -> "_Data":
        tiers = np.array([example.tier for example in everything])
        counts = np.array([example.weight for example in everything])
        expected = np.bincount(tiers[first:], minlength=len(TIERS)) + 1.0
        return cls(matrix, tiers, counts, first, expected / expected.sum())

    @property
    def reference_tiers(self) -> Array:
        return self.tiers[self.first :]

    def fit(self, learned: Array) -> Fit:
        return fit(self.matrix[learned], self.tiers[learned], self.counts[learned], self.expected)


def _scores_apart(data: _Data, splits: Sequence[_Split], progress: Progress, what: str) -> Array:
    """[reference message, tier]: each scored by a model that did not learn from its part."""
    scores = np.zeros((len(data.reference_tiers), len(TIERS)))
    for number, (left_out, scored) in enumerate(splits):
        progress(what, number, len(splits))
        learned = np.ones(data.matrix.shape[0], dtype=bool)
        learned[left_out] = False
        scores[scored] = data.fit(learned).scores(data.matrix[data.first + scored])
    progress(what, len(splits), len(splits))
    return scores


def _by_message(reference: Sequence[Example], first: int) -> list[_Split]:
    folds = StratifiedKFold(FOLDS, shuffle=True, random_state=1)
    tiers = [example.tier for example in reference]
    return [(first + part, part) for _, part in folds.split(tiers, tiers)]


def _by_source(everything: Sequence[Example], first: int, families: Sequence[frozenset[str]]) -> list[_Split]:
    source = np.array([example.source for example in everything])
    known = frozenset().union(*families) if families else frozenset()
    groups = [*families, *(frozenset({name}) for name in sorted(set(source[first:]) - known))]
    splits = []
    for group in groups:
        rows = np.flatnonzero(np.isin(source, sorted(group)))
        scored = rows[rows >= first] - first
        if len(scored):
            splits.append((rows, scored))
    return splits
