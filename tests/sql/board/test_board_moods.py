"""What intervals of moods stand on: which messages they are counted over, and how often they are read for it."""

import json
from collections import Counter
from collections.abc import Iterator
from datetime import UTC, date, datetime, timedelta
from typing import Any

from sqlalchemy import text

import sql
from tasks import marts

MONDAY = date(2026, 11, 16)
NOW = datetime(2026, 11, 23, 9, tzinfo=UTC)  # the Monday after; London is at UTC
DAY = timedelta(days=1)
WEEK = {
    "zone": "Europe/London",
    "since": datetime(2026, 9, 21, tzinfo=UTC),
    "start": MONDAY,
    "at": datetime(2026, 11, 22, 23, 59, 59, 999999, tzinfo=UTC),
}


def moods(core: Any, before: str = "") -> Any:
    statement = before + sql.load("board/topic_moods.sql")
    return core.connection.execute(text(statement), WEEK | {"brand": core.brand})


def scans(plan: Any) -> Iterator[str]:
    """The tables that a plan reads, as often as it does."""
    if isinstance(plan, dict):
        yield from [plan["Relation Name"]] if "Relation Name" in plan else []
        for part in plan.values():
            yield from scans(part)
    elif isinstance(plan, list):
        for part in plan:
            yield from scans(part)


def of_every_kind(core: Any) -> None:
    """Messages that count, and those that do not, each for a reason of its own."""
    core.now = NOW
    people = [core.person(f"person {n}") for n in range(4)]
    for n, who in enumerate(people):
        core.says(
            who, "thank you", 3 * DAY, tier=("T1", "T2", "T4", None)[n], lang=("de-AT", "en", None, "?")[n]
        )
    said = [core.says(people[0], "where is it?", 2 * DAY, lang="en") for _ in range(8)]
    core.replies(said[0], "on its way", 2 * DAY - timedelta(hours=1))
    core.change(said[0], deleted_at=NOW - 2 * DAY + timedelta(hours=2))  # answered before
    core.change(said[1], deleted_at=NOW - 2 * DAY + timedelta(hours=2))  # does not count
    core.change(said[2], deleted_at=NOW - DAY + timedelta(hours=1))  # 25 hours later
    core.change(said[3], text=None, had_words=True, words_dropped_at=NOW)
    core.change(said[4], text=None, had_words=False, words_dropped_at=NOW)  # does not count
    core.change(said[5], text=" \n")  # does not count
    late = core.says(people[1], "hello", timedelta(hours=15))
    core.change(late, deleted_at=NOW - timedelta(hours=4))  # in the week after
    for who in (core.person("bot", is_bot=True), core.person("own", is_own=True)):
        core.says(who, "does not count", 2 * DAY)
    core.says(people[2], "does not count", 2 * DAY, tier="none")
    core.says(people[2], "does not count", 2 * DAY, kind="reaction")
    core.connection.execute(text("update core.tier_in_force set assignment_id = 0"))


def test_moods_go_together_over_the_very_messages_that_the_marts_count(core: Any) -> None:
    of_every_kind(core)
    marts.recompute(core.connection, "acme", NOW)
    told = core.connection.execute(
        text("select dimension, dimension_value, denominator from marts.metric_period"
             " where metric = 'sentiment_unknown' and period = 'week' and period_start = :day"),
        {"day": MONDAY},
    )  # fmt: skip
    by_the_marts = {(row.dimension, row.dimension_value): int(row.denominator) for row in told}
    assert by_the_marts["all", "all"] == 10
    found = [row for row in moods(core) if row.week == MONDAY and row.mood == "unknown"]
    for side in ("member", "thread"):
        mine = {(row.dimension, row.dimension_value): row.cases for row in found if row.side == side}
        assert mine == by_the_marts


def test_what_was_written_is_read_once_for_all_moods(core: Any) -> None:
    plan = moods(core, "explain (format json) ").scalar_one()
    read = Counter(scans(plan if isinstance(plan, list) else json.loads(plan)))
    assert [read[table] for table in ("interaction", "tier_in_force", "profile")] == [1, 1, 1]
