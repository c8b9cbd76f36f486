"""What a review proposes is kept once, and judged by the same measure a week later."""

from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest
from sqlalchemy import text

from tasks import marts
from tasks.compose import compose
from tasks.core.digest.proposals import Choice, Measure
from tasks.core.digest.rates import Rate
from tasks.proposals import keep_proposals, read_proposals

HOUR, DAY = timedelta(hours=1), timedelta(days=1)
NOW = datetime(2026, 11, 23, 9, 0, tzinfo=UTC)
WEEK = date(2026, 11, 16)
CHOICE = Choice("slow-t1", "Begin with T1.", "15 of 49 T1 passed 24 hours.", Measure("rule_24h", "tier", "T1"), "up",
                Rate(34, 49))  # fmt: skip


@pytest.fixture
def slow(core: Any) -> Any:
    """Two weeks of questions, half of which nobody answers; read on a Monday."""
    core.now = NOW
    for n in range(60):
        asked = core.says(core.person(f"member {n}"), f"riddle {n}?", (30 + 5 * n) * HOUR)
        if n % 2:
            core.replies(asked, f"answer {n}", (28 + 5 * n) * HOUR)
    marts.recompute(core.connection, core.brand, core.now, budget_minutes=60)
    return core


def _review(core: Any, as_of: datetime) -> str:
    return compose(core.connection, core.config(), "weekly-review", as_of, [])[1].text


def _kept(core: Any) -> list[tuple[Any, ...]]:
    rows = core.connection.execute(
        text("select week, place, rule, numerator, denominator from ops.proposal order by week, place")
    )
    return [tuple(row) for row in rows]


def test_what_was_proposed_comes_back_as_it_was(core: Any) -> None:
    keep_proposals(core.connection, core.config(), WEEK, NOW, (CHOICE,))
    assert read_proposals(core.connection, core.config(), WEEK, NOW) == (CHOICE,)
    assert read_proposals(core.connection, core.config(), WEEK - 7 * DAY, NOW) == ()


def test_what_was_proposed_later_is_not_seen_and_what_stands_stays(core: Any) -> None:
    brand = core.config()
    keep_proposals(core.connection, brand, WEEK, NOW, (CHOICE,))
    assert read_proposals(core.connection, brand, WEEK, NOW - HOUR) == ()
    keep_proposals(core.connection, brand, WEEK, NOW - HOUR, (CHOICE, CHOICE))
    assert read_proposals(core.connection, brand, WEEK, NOW) == (CHOICE,)


def test_proposals_of_another_brand_are_not_seen(core: Any, other: Any) -> None:
    keep_proposals(core.connection, other.config(), WEEK, NOW, (CHOICE,))
    assert read_proposals(core.connection, core.config(), WEEK, NOW) == ()


def test_a_review_made_again_says_and_keeps_the_same(slow: Any) -> None:
    first = _review(slow, NOW)
    kept = _kept(slow)
    assert kept
    assert all(row[0] == WEEK for row in kept)
    assert "T1 passed 24 hours" in first
    assert _review(slow, NOW) == first
    assert _kept(slow) == kept


def test_a_week_later_the_review_says_what_became_of_the_measure(slow: Any) -> None:
    _review(slow, NOW)
    slow.now = NOW + 7 * DAY
    for n in range(40):
        asked = slow.says(slow.person(f"later {n}"), f"riddle {n}?", (30 + 3 * n) * HOUR)
        slow.replies(asked, f"answer {n}", (29 + 3 * n) * HOUR)
    marts.recompute(slow.connection, slow.brand, slow.now, budget_minutes=60)
    said = " ".join(_review(slow, slow.now).split())
    assert "Last week’s proposals" in said
    assert "✓ Better: The 24-hour rule of T1: 97 % of 39 after 50 % of " in said
