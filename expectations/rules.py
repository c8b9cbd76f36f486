"""What a rule is: an expectation on a staging table with a level, a severity and a reason in plain words."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any, Literal

Level = Literal["row", "batch"]
Severity = Literal["error", "warning"]

LONGEST_ID = 512
"""Characters of a native id: four bytes each at most, it still fits an index entry (2,704 bytes in PostgreSQL)."""


@dataclass(frozen=True, slots=True)
class Rule:
    """One expectation.

    level `row`: a row that breaks it waits in quarantine and the rest goes on (severity `error`), or goes
    in and is only counted (`warning`). level `batch`: an `error` stops the run before the merge.
    `expectation` is the Great Expectations class; `name` what people see; `reason` completes
    "this row ..." (row) or "the batch ..." (batch).
    """

    name: str
    expectation: str
    reason: str
    kwargs: Mapping[str, Any] = field(default_factory=dict)
    level: Level = "row"
    severity: Severity = "error"


@dataclass(frozen=True, slots=True)
class Suite:
    """The rules of one staging table."""

    table: str
    rules: tuple[Rule, ...]


def required(column: str, words: str) -> Rule:
    """`column` must not be null."""
    return Rule(f"{column}_present", "ExpectColumnValuesToNotBeNull", f"has no {words}", {"column": column})


def one_of(column: str, values: frozenset[str], words: str) -> Rule:
    """`column`, where given, is one of `values`."""
    return Rule(
        f"{column}_known",
        "ExpectColumnValuesToBeInSet",
        f"has a {words} that is not one of: {', '.join(sorted(values))}",
        {"column": column, "value_set": sorted(values)},
    )


def at_most(column: str, length: int, words: str) -> Rule:
    """The text in `column`, where given, has at most `length` characters."""
    return Rule(
        f"{column}_length",
        "ExpectColumnValueLengthsToBeBetween",
        f"has a {words} longer than {length:,} characters",
        {"column": column, "max_value": length},
    )


def not_before_networks(column: str, words: str) -> Rule:
    """A time in `column` before 1995 is a broken clock, not a message."""
    return Rule(
        f"{column}_plausible",
        "ExpectColumnValuesToBeBetween",
        f"has a {words} before 1995 or more than a day in the future",
        {"column": column, "min_value": "1995-01-01T00:00:00+00:00", "max_value": "{tomorrow}"},
    )


def not_negative(column: str) -> Rule:
    """A count in `column` is never below zero."""
    return Rule(
        f"{column}_not_negative",
        "ExpectColumnValuesToBeBetween",
        f"has a negative count of {column}",
        {"column": column, "min_value": 0},
    )
