"""The rows that break a rule, as Great Expectations' Data Docs list them: by value, without pandas.

Its own does the same by a data frame, for which each process whose rows break a rule would load pandas: 30 MB.
"""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from typing import Any

SHOWN = 10
"""Rows of a value that are named; of more, so many and three dots."""


def table(
    partial_unexpected_counts: Sequence[Mapping[str, Any]],
    unexpected_index_list: Sequence[Mapping[str, Any]],
    unexpected_count: int,
    unexpected_list: Sequence[Any] | None = None,  # of frames without keys: ours have them
    unexpected_index_column_names: Sequence[str] | None = None,
) -> tuple[list[str], list[list[str | int]]]:
    """The head and the rows of `great_expectations.render.util.build_count_and_index_table`: each value in order, how
    many rows have it, and their keys. At most as many values as `partial_unexpected_counts` has."""
    keys = list(unexpected_index_column_names or ())
    by_value: defaultdict[str, list[Mapping[str, Any]]] = defaultdict(list)
    for entry in unexpected_index_list:
        values = tuple(_text(value) for name, value in entry.items() if name not in keys)
        by_value[values[0] if len(values) == 1 else ", ".join(values)].append(entry)
    rows: list[list[str | int]] = []
    for value in sorted(by_value)[: len(partial_unexpected_counts)]:
        entries = by_value[value]
        named = [[_text(entry[key]) for entry in entries[:SHOWN]] for key in keys]
        dots = ["..."] if len(entries) > SHOWN else []
        rows.append([value or "EMPTY", len(entries), *(", ".join(names + dots) for names in named)])
    is_whole = sum(len(by_value[value]) for value in sorted(by_value)[: len(rows)]) == unexpected_count
    return ["Unexpected Value" if is_whole else "Sampled Unexpected Values", "Count", *keys], rows


def _text(value: Any) -> str:
    return "null" if value is None else str(value)
