"""What a weekly review reads of many weeks it reads once: neither thread by thread nor week by week again."""

import json
from collections.abc import Iterator
from datetime import UTC, date, datetime, timedelta
from typing import Any

from sqlalchemy import text

import sql

MONDAY = date(2026, 11, 16)
NOW = datetime(2026, 11, 23, 9, tzinfo=UTC)
DAY = timedelta(days=1)
WEEKS = {"zone": "UTC", "first_day": MONDAY - 7 * timedelta(weeks=1), "last_day": MONDAY, "as_of": NOW}


def rows_read(core: Any, model: str, table: str) -> float:
    """Rows that scans of the table give while the model runs: those of one scan that is made so often, as often."""
    statement = "explain (analyze, format json) " + sql.load(f"board/{model}.sql")
    plan = core.connection.execute(text(statement), WEEKS | {"brand": core.brand}).scalar_one()
    scans = [node for node in nodes(plan if isinstance(plan, list) else json.loads(plan))
             if node.get("Relation Name") == table]  # fmt: skip
    return sum(node["Actual Rows"] * node["Actual Loops"] for node in scans)


def nodes(plan: Any) -> Iterator[dict[str, Any]]:
    if isinstance(plan, dict):
        yield plan
        plan = list(plan.values())
    if isinstance(plan, list):
        for part in plan:
            yield from nodes(part)


def test_depth_reads_a_threads_messages_once_however_many_weeks_it_lasts(core: Any) -> None:
    core.now = NOW
    began = [core.says(core.person(f"person {n}"), "hello", 50 * DAY, kind="comment") for n in range(3)]
    for first in began:
        core.replies(first, "hello you", 49 * DAY)
        for weeks in range(1, 7):
            core.says(core.person(f"{first} {weeks}"), "and?", (50 - 7 * weeks) * DAY, parent=first)
    messages = core.connection.execute(text("select count(*) from core.interaction")).scalar_one()
    core.connection.execute(text("analyze core.interaction"))

    assert rows_read(core, "depth_weeks", "interaction") == messages


def test_depth_counts_what_was_said_before_the_weeks(core: Any) -> None:
    core.now = NOW
    first = core.says(core.person("ada"), "hello", 100 * DAY)
    core.replies(first, "hello Ada", 99 * DAY)
    core.says(core.person("bob"), "me too", 5 * DAY, parent=first)
    bound = WEEKS | {"brand": core.brand}
    rows = core.connection.execute(text(sql.load("board/depth_weeks.sql")), bound).all()
    assert [tuple(row) for row in rows] == [(MONDAY, 2, 1)]
