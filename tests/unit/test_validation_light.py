"""What validating loads: Great Expectations brings libraries along that no rule of ours asks for."""

import subprocess
import sys
from datetime import UTC, datetime
from decimal import Decimal

import pytest

from expectations.light import Later, PandasForSql, put_off

UNUSED = ("scipy.stats", "scipy.spatial", "altair", "pandas")

IMPORT = """
import sys
from expectations.runner import _great_expectations
_great_expectations()
print(" ".join(sorted(sys.modules)))
"""


def test_great_expectations_comes_without_statistics_and_charts() -> None:
    command = [sys.executable, "-c", IMPORT]
    loaded = subprocess.run(command, check=True, capture_output=True, text=True, timeout=120).stdout.split()
    assert "great_expectations" in loaded
    assert [name for name in UNUSED if name in loaded] == []


def test_what_was_put_off_is_imported_when_something_of_it_is_asked_for() -> None:
    modules: dict[str, object] = {}
    with put_off(modules, "colorsys"):
        later = modules["colorsys"]
    assert isinstance(later, Later)
    assert later.rgb_to_hls(1.0, 0.0, 0.0) == (0.0, 0.5, 1.0)


def test_afterwards_the_name_is_free_for_the_real_module() -> None:
    modules: dict[str, object] = {}
    with pytest.raises(ValueError, match="in the middle"), put_off(modules, "colorsys"):
        raise ValueError("in the middle")
    assert modules == {}


def test_what_is_there_already_stays() -> None:
    there = object()
    modules: dict[str, object] = {"colorsys": there}
    with put_off(modules, "colorsys"):
        assert modules["colorsys"] is there
    assert modules["colorsys"] is there


def test_who_looks_around_in_modules_does_not_import_it() -> None:
    assert not hasattr(Later("a_module_that_does_not_exist"), "__file__")


@pytest.mark.parametrize(
    "value", [None, float("nan"), Decimal("nan"), 0, 0.5, Decimal(2), datetime(2026, 1, 1, tzinfo=UTC)]
)
def test_what_stands_in_for_pandas_says_of_one_value_what_pandas_does(value: object) -> None:
    pandas = pytest.importorskip("pandas")
    standing_in = PandasForSql("pandas")
    assert standing_in.isnull(value) == pandas.isnull(value)
    assert not isinstance(value, standing_in.DataFrame)
    assert standing_in.__version__ == pandas.__version__
