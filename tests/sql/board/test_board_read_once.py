"""What a weekly review reads of many weeks it reads once: neither thread by thread nor week by week again."""

import json
from collections.abc import Iterator
from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest
from sqlalchemy import text

import sql

MONDAY = date(2026, 11, 16)
NOW = datetime(2026, 11, 23, 9, tzinfo=UTC)
DAY = timedelta(days=1)
WEEKS = {"zone": "UTC", "first_day": MONDAY - 7 * timedelta(weeks=1), "last_day": MONDAY, "as_of": NOW}


def scans(core: Any, model: str, table: str, options: str) -> list[dict[str, Any]]:
    """The parts of the model's plan that read the table."""
    statement = f"explain ({options}format json) " + sql.load(f"board/{model}.sql")
    plan = core.connection.execute(text(statement), WEEKS | {"brand": core.brand}).scalar_one()
    found = nodes(plan if isinstance(plan, list) else json.loads(plan))
    return [node for node in found if node.get("Relation Name") == table]


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

    read = scans(core, "depth_weeks", "interaction", "analyze, ")
    assert sum(node["Actual Rows"] * node["Actual Loops"] for node in read) == messages


@pytest.mark.parametrize("model", ["depth_weeks", "first_reply_weeks"])
def test_how_much_the_weeks_hold_is_known_when_the_plan_is_made(core: Any, model: str) -> None:
    """Bounds that are only read when it runs are guessed at half a percent, and joined row by row."""
    read = scans(core, model, "interaction", "")
    conditions = [
        str(node.get(kind, "")) for node in read for kind in ("Index Cond", "Filter", "Recheck Cond")
    ]
    assert any("occurred_at" in condition for condition in conditions)
    assert not [condition for condition in conditions if "InitPlan" in condition]


def test_depth_counts_what_was_said_before_the_weeks(core: Any) -> None:
    core.now = NOW
    first = core.says(core.person("ada"), "hello", 100 * DAY)
    core.replies(first, "hello Ada", 99 * DAY)
    core.says(core.person("bob"), "me too", 5 * DAY, parent=first)
    bound = WEEKS | {"brand": core.brand}
    rows = core.connection.execute(text(sql.load("board/depth_weeks.sql")), bound).all()
    assert [tuple(row) for row in rows] == [(MONDAY, 2, 1)]
