"""Levels of members and how they are said."""

from datetime import UTC, datetime, timedelta

import pytest

from tasks.core.relationships import History, level, level_words

NOW = datetime(2026, 11, 18, 12, 0, tzinfo=UTC)


def history(total: int, recent: int, days: int, known_for: int, silent_for: int = 0) -> History:
    return History(total, recent, days, NOW - timedelta(days=known_for), NOW - timedelta(days=silent_for))


@pytest.mark.parametrize(
    ("given", "expected"),
    [
        (history(1, 1, 1, known_for=0), "new"),
        (history(3, 3, 3, known_for=80), "new"),
        (history(4, 3, 3, known_for=200), "returning"),
        (history(4, 4, 1, known_for=2), "regular"),
        (history(40, 12, 8, known_for=30), "core"),
        (history(40, 12, 7, known_for=30), "regular"),
        (history(40, 12, 8, known_for=29), "regular"),
        (history(40, 11, 8, known_for=300), "regular"),
        (history(40, 0, 0, known_for=300, silent_for=90), "lapsed"),
        (history(40, 1, 1, known_for=300, silent_for=89), "returning"),
        (history(2, 0, 0, known_for=200, silent_for=100), "lapsed"),
    ],
)
def test_a_level_follows_from_counts(given: History, expected: str) -> None:
    assert level(given, NOW) == expected


def test_a_level_is_said_with_the_month_since_when() -> None:
    assert level_words("regular", datetime(2026, 3, 4, tzinfo=UTC), NOW, UTC) == "regular, since March"


def test_another_year_is_named() -> None:
    assert level_words("core", datetime(2024, 3, 4, tzinfo=UTC), NOW, UTC) == "core, since March 2024"


def test_someone_who_came_today_is_new_today() -> None:
    assert level_words("new", NOW - timedelta(hours=2), NOW, UTC) == "new today"
