"""Intervals for medians and means: the bootstrap (Efron 1979), drawn from counted values with a fixed seed.

Values come counted (a value and how often), so that a draw costs what there are different values, not cases: drawing n
cases with replacement is drawing their counts from a multinomial distribution.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

DRAWS = 1000
SEED = 20261122
"""The same cases give the same interval, on every machine and in every replay."""
LEAST_CASES = 8
"""Below this a bootstrap knows nothing of the tails: no interval is given."""
_CHUNK_CELLS = 400_000

Band = tuple[float, float]
_Counts = NDArray[np.int64]
_Statistic = Callable[[_Counts], NDArray[np.float64]]


@dataclass(frozen=True, slots=True)
class Counted:
    """`count` cases of one `value`; `is_over` False: still waiting then (censored)."""

    value: float
    count: int
    is_over: bool = True


def mean_band(cells: Sequence[Counted]) -> Band | None:
    """The 95 % interval of the mean; None with fewer than LEAST_CASES cases."""
    values = np.array([cell.value for cell in cells])

    def means(counts: _Counts) -> NDArray[np.float64]:
        return np.asarray(counts @ values / counts.sum(axis=1), dtype=np.float64)

    return _band(cells, means)


def median_band(cells: Sequence[Counted]) -> Band | None:
    """The 95 % interval of the median (the mean of the middle two of an even number); `cells` by value, ascending."""
    values = np.array([cell.value for cell in cells])

    def medians(counts: _Counts) -> NDArray[np.float64]:
        reached, n = counts.cumsum(axis=1), counts.sum(axis=1, keepdims=True)
        low = (reached >= (n + 1) // 2).argmax(axis=1)
        high = (reached >= n // 2 + 1).argmax(axis=1)
        return np.asarray((values[low] + values[high]) / 2, dtype=np.float64)

    return _band(cells, medians)


def waiting_band(cells: Sequence[Counted], still_waiting: float = 0.5) -> Band | None:
    """The 95 % interval of the least time by which no more than `still_waiting` wait (Kaplan and Meier 1958).

    An end that is not reached in a draw is infinite; `cells` by value, ascending, those over before those waiting.
    """
    values = np.array([*(cell.value for cell in cells), np.inf])
    over = np.array([cell.is_over for cell in cells])

    def quantiles(counts: _Counts) -> NDArray[np.float64]:
        at_risk = counts[:, ::-1].cumsum(axis=1)[:, ::-1]
        stays = 1.0 - np.where(over, counts, 0) / np.maximum(at_risk, 1)
        reached = stays.cumprod(axis=1) <= still_waiting + 1e-9
        first = np.where(reached.any(axis=1), reached.argmax(axis=1), len(cells))
        return np.asarray(values[first], dtype=np.float64)

    return _band(cells, quantiles)


def spread(cells: Sequence[Counted]) -> tuple[int, float, float, float]:
    """n, mean, median and 90th percentile of counted values (as PostgreSQL's percentile_cont); `cells` not empty."""
    ordered = sorted(cells, key=lambda cell: cell.value)
    values = np.repeat([cell.value for cell in ordered], [cell.count for cell in ordered])
    middle, high = np.quantile(values, (0.5, 0.9))
    return len(values), float(values.mean()), float(middle), float(high)


def _band(cells: Sequence[Counted], statistic: _Statistic) -> Band | None:
    counts = np.array([cell.count for cell in cells], dtype=np.int64)
    n = int(counts.sum())
    if n < LEAST_CASES:
        return None
    generator = np.random.default_rng(SEED)
    rows = max(1, _CHUNK_CELLS // len(counts))
    drawn = [
        statistic(generator.multinomial(n, counts / n, size=min(rows, DRAWS - begun)))
        for begun in range(0, DRAWS, rows)
    ]
    # not interpolated: between a time and "never" there is nothing
    low, high = np.quantile(np.concatenate(drawn), (0.025, 0.975), method="nearest")
    return float(low), float(high)
