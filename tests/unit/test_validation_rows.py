"""The rows that break a rule, as Data Docs list them: the table of Great Expectations' own, made without pandas."""

import random
import subprocess
import sys
from typing import Any

import pytest

from expectations import unexpected

PAGE = """
import sys
from types import SimpleNamespace
from expectations.runner import _great_expectations, _page
_great_expectations()
from great_expectations.core.expectation_validation_result import (
    ExpectationSuiteValidationResult, ExpectationValidationResult)
from great_expectations.expectations.expectation_configuration import ExpectationConfiguration
broken = ExpectationValidationResult(
    success=False,
    expectation_config=ExpectationConfiguration(
        type="expect_column_values_to_be_in_set", kwargs={"column": "kind", "value_set": ["comment"]}, meta={}),
    result={
        "element_count": 9, "unexpected_count": 2, "unexpected_percent": 22.2, "missing_count": 0,
        "unexpected_list": ["<b>odd</b>", "<b>odd</b>"], "partial_unexpected_list": ["<b>odd</b>", "<b>odd</b>"],
        "partial_unexpected_counts": [{"value": "<b>odd</b>", "count": 2}],
        "unexpected_index_column_names": ["row_no"],
        "unexpected_index_list": [{"kind": "<b>odd</b>", "row_no": 4711}, {"kind": "<b>odd</b>", "row_no": 4712}],
    },
    exception_info={"raised_exception": False, "exception_message": None, "exception_traceback": None},
    meta={},
)
suite = ExpectationSuiteValidationResult(
    success=False, results=[broken], suite_name="interaction", statistics={
        "evaluated_expectations": 1, "successful_expectations": 0, "unsuccessful_expectations": 1,
        "success_percent": 0.0}, meta={"run_id": {"run_name": "r", "run_time": "2026-01-01T00:00:00+00:00"}})
print("pandas" in sys.modules, _page(suite))
"""


def test_the_page_of_a_broken_rule_names_its_rows_and_loads_no_pandas() -> None:
    command = [sys.executable, "-c", PAGE]
    told = subprocess.run(command, check=True, capture_output=True, text=True, timeout=120).stdout
    assert told.startswith("False ")
    assert "4711, 4712" in told
    assert "&lt;b&gt;odd" in told
    assert "<b>odd" not in told


@pytest.mark.parametrize("seed", range(8))
def test_the_table_is_the_one_that_great_expectations_makes_by_pandas(seed: int) -> None:
    pytest.importorskip("pandas")
    from great_expectations.render.util import build_count_and_index_table

    dice = random.Random(seed)
    values: list[Any] = [None, "", "z", "a b", "ä", 5, -1.5, "null", "Z", "&lt;b&gt;"]
    entries = [{"kind": dice.choice(values), "row_no": n} for n in range(dice.randint(1, 60))]
    told: dict[str, Any] = {
        "partial_unexpected_counts": [{"value": n, "count": 1} for n in range(dice.randint(1, 12))],
        "unexpected_index_list": entries,
        "unexpected_count": len(entries),
        "unexpected_index_column_names": ["row_no"],
    }
    assert unexpected.table(**told) == build_count_and_index_table(**told)
