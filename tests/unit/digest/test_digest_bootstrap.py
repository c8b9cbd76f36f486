"""Intervals of medians and means, from counted values with a fixed seed."""

from statistics import mean, median

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from tasks.core.digest.bootstrap import Counted, mean_band, median_band, spread, waiting_band

VALUES = st.lists(st.integers(min_value=0, max_value=30), min_size=8, max_size=200)


def _counted(values: list[int]) -> list[Counted]:
    return [Counted(value, values.count(value)) for value in sorted(set(values))]


@given(VALUES)
def test_the_interval_of_a_mean_and_of_a_median_holds_it(values: list[int]) -> None:
    for band, value in (
        (mean_band(_counted(values)), mean(values)),
        (median_band(_counted(values)), median(values)),
    ):
        assert band is not None
        assert band[0] - 1e-9 <= value <= band[1] + 1e-9


@given(VALUES)
def test_what_is_counted_is_spread_as_the_values_are(values: list[int]) -> None:
    n, average, middle, high = spread(_counted(values))
    assert n == len(values)
    assert average == pytest.approx(mean(values))
    assert (middle, high) == pytest.approx(tuple(np.quantile(values, (0.5, 0.9))))


def test_the_same_cases_give_the_same_interval() -> None:
    cells = _counted([1, 2, 2, 3, 5, 8, 13, 21, 34])
    assert mean_band(cells) == mean_band(cells)


def test_few_cases_give_no_interval() -> None:
    assert mean_band(_counted([1, 2, 3, 4, 5, 6, 7])) is None


def test_more_cases_give_a_narrower_interval() -> None:
    few, many = mean_band(_counted([0, 4] * 10)), mean_band(_counted([0, 4] * 1000))
    assert few is not None
    assert many is not None
    assert many[1] - many[0] < (few[1] - few[0]) / 5


def test_the_interval_of_a_mean_is_near_the_textbooks() -> None:
    low, high = mean_band(_counted([0] * 500 + [1] * 500)) or (0, 0)  # 0.5 ± 1.96 × 0.5 / √1000
    assert (low, high) == pytest.approx((0.469, 0.531), abs=0.004)


def test_who_still_waits_makes_the_wait_longer() -> None:
    over = [Counted(float(hour), 10) for hour in range(1, 11)]
    waiting = [*over, Counted(20.0, 60, is_over=False)]
    answered, all_of_them = waiting_band(over), waiting_band(waiting)
    assert answered is not None
    assert all_of_them is not None
    assert all_of_them[0] > answered[0]


def test_a_wait_of_which_half_may_never_end_has_no_upper_end() -> None:
    cells = [Counted(1.0, 10), Counted(2.0, 10), Counted(9.0, 19, is_over=False)]
    band = waiting_band(cells)
    assert band is not None
    assert band[0] <= 2.0
    assert band[1] == float("inf")
