"""Fitting the weights, moving them to the shares of tiers that are expected, and choosing what a miss costs."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray
from scipy.optimize import minimize_scalar
from sklearn.linear_model import LogisticRegression
from threadpoolctl import threadpool_limits

from tasks.core.items import TIERS
from tasks.core.tiers.weights import BY_HAND
from tasks.training.matrices import DENSE_SCALE

Array = NDArray[Any]

INVERSE_RIDGE = 1.0
STEPS = 200
TOLERANCE = 1e-3
PRIOR_SHARE = 0.8
"""How far the tiers' shares are moved from the corpus's to the expected ones."""
COSTS = (1.0, 1.25, 1.5, 1.75, 2.0, 2.25, 2.5, 2.75, 3.0, 3.5, 4.0)
T1 = TIERS.index("T1")


@dataclass(frozen=True, slots=True)
class Fit:
    """A fitted model over the columns of `Features`."""

    weights: Array
    """[feature, tier]"""
    bias: Array

    def scores(self, matrix: Any) -> Array:
        """[message, tier]"""
        return np.asarray(matrix @ self.weights + self.bias)


def fit(matrix: Any, tiers: Array, counts: Array, expected: Array) -> Fit:
    """Multinomial logistic regression with ridge; `counts` is each row's weight, `expected` the tiers' shares.

    The bias is moved by PRIOR_SHARE x ln(expected / corpus) (Saerens, Latinne & Decaestecker 2002).
    """
    solver = LogisticRegression(C=INVERSE_RIDGE, max_iter=STEPS, tol=TOLERANCE)
    # In doubles and one thread: the search ends early, and else by rounding at other weights on another machine.
    with threadpool_limits(1):
        solver.fit(matrix.astype(np.float64), tiers, sample_weight=counts)
    shares = np.bincount(tiers, weights=counts, minlength=len(TIERS)) / counts.sum()
    moved = solver.intercept_ + PRIOR_SHARE * np.log(expected / shares)
    return Fit(solver.coef_.T.copy(), moved)


def with_context(fitted: Fit, dense_names: Sequence[str]) -> tuple[Array, tuple[str, ...]]:
    """Weights of the dense features for the engine, and their names: the scale undone, and the signals of the
    conversation, which were left out, with their weights set by hand."""
    learned = fitted.weights[-len(dense_names) :] * DENSE_SCALE if dense_names else np.zeros((0, len(TIERS)))
    by_hand = np.array(list(BY_HAND.values()))
    return np.vstack([learned, by_hand]), (*dense_names, *BY_HAND)


def warmth(scores: Array, tiers: Array) -> float:
    """The factor on the scores that makes the chances honest on messages not learned from (Guo et al. 2017)."""

    def surprise(factor: float) -> float:
        chances = chances_of(scores * factor)
        return float(-np.log(np.maximum(chances[np.arange(len(tiers)), tiers], 1e-9)).mean())

    return float(minimize_scalar(surprise, bounds=(0.3, 3.0), method="bounded").x)


def cost_of_a_miss(scores: Array, tiers: Array, waits: Array, least_recall: float) -> float:
    """How much T1's chance is raised when the tier is chosen, of those that may wait (`waits`): as little as is needed
    to find so large a share of T1 among messages that were not learned from, for what waits unseen costs more than a
    look in vain."""
    for cost in COSTS:
        if (choose(scores, np.where(waits, cost, 1.0))[tiers == T1] == T1).mean() >= least_recall:
            return cost
    return COSTS[-1]


def choose(scores: Array, costs: Array) -> Array:
    """The tier of each message, T1's chance raised by its cost."""
    weighed = chances_of(scores)
    weighed[:, T1] *= costs
    return np.asarray(weighed.argmax(axis=1))


def chances_of(scores: Array) -> Array:
    """Softmax over tiers."""
    raised = np.exp(scores - scores.max(axis=1, keepdims=True))
    return np.asarray(raised / raised.sum(axis=1, keepdims=True))
