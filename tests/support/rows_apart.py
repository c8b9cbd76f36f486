"""Two warehouses compared row by row, as streams: what of any size tells them apart, and nothing held in memory."""

from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from sqlalchemy import Connection, Engine, text
from whole import IDS, NUMBERED_BY_CHANCE, OF_A_RUN

CHANCE = NUMBERED_BY_CHANCE | {"action_id", "quarantine_id"}
MOST_SHOWN = 5

_TABLES = """
    select table_schema || '.' || table_name from information_schema.tables
    where table_type = 'BASE TABLE' and table_schema in ('core', 'marts', 'staging', 'ops') order by 1
"""
_COLUMNS = """
    select column_name, data_type from information_schema.columns
    where table_schema || '.' || table_name = :name order by ordinal_position
"""
# Of assignments those in force: what went before them tells only when what came, and where a run was killed.
_WHICH = {
    "core.tier_assignment": "join core.tier_in_force f on f.brand = t.brand and f.assignment_id = t.assignment_id",
}
_NAMES = {
    "member": "(select member_id, min(native_id) as native_id from core.profile group by 1)",
    "interaction": "core.interaction",
    "profile": "core.profile",
    "post": "core.post",
}


@dataclass
class Apart:
    """How many rows of a table the two have, how many are only in one of them, and some of these."""

    rows: int = 0
    only_one: int = 0
    only_other: int = 0
    examples: list[str] = field(default_factory=list)


def apart(one: Engine, other: Engine, before: datetime) -> dict[str, Apart]:
    """Every table of core, marts and staging, and what ops knows of the content; surrogates by what they stand for.

    Of tier assignments those in force. A moment after `before` was read from the wall clock and is the same as any
    other such moment.
    """
    with one.connect() as first, other.connect() as second:
        names = first.execute(text(_TABLES)).scalars().all()
        return {
            name: _compare(_rows(first, name, before), _rows(second, name, before))
            for name in names
            if not name.startswith("ops.") or name in OF_A_RUN
        }


def _compare(ones: Iterator[str], others: Iterator[str]) -> Apart:
    """Both in order: what stands in one only is seen where the other is already past it."""
    found = Apart()
    one, other = next(ones, None), next(others, None)
    while one is not None or other is not None:
        found.rows += 1
        if one == other:
            one, other = next(ones, None), next(others, None)
        elif other is None or (one is not None and one < other):
            found.only_one += 1
            _show(found, f"- {one}")
            one = next(ones, None)
        else:
            found.only_other += 1
            _show(found, f"+ {other}")
            other = next(others, None)
    return found


def _show(found: Apart, words: str) -> None:
    if len(found.examples) < 2 * MOST_SHOWN:
        found.examples.append(words[:600])


def _rows(connection: Connection, table: str, before: datetime) -> Iterator[str]:
    """The table's rows as texts, in order of their bytes."""
    values, joins = [], []
    for column, kind in connection.execute(text(_COLUMNS), {"name": table}):
        if column in CHANCE:
            continue
        if column in IDS:
            key = f"n_{column}"
            joins.append(f"left join {_NAMES[IDS[column]]} {key} on {key}.{IDS[column]}_id = t.{column}")
            values.append(f"{key}.native_id")
        elif kind == "timestamp with time zone":
            values.append(
                f"case when t.{column} > :before and t.{column} < '9999-01-01' then 'now' else t.{column}::text end"
            )
        else:
            values.append(f"t.{column}")
    query = f"select row({', '.join(values)})::text from {table} t {_WHICH.get(table, '')} {' '.join(joins)} order by 1"
    query = query.replace("order by 1", f'order by row({", ".join(values)})::text collate "C"')
    streaming = connection.execution_options(stream_results=True, max_row_buffer=2_000)
    result: Any = streaming.execute(text(query), {"before": before})
    yield from result.scalars()
