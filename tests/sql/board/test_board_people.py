"""Who came, stayed, went and gave in a week, from rows in core."""

from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest
from sqlalchemy import text

from tasks import marts
from tasks.core.digest.people import People
from tasks.week_people import read_people

DAY = timedelta(days=1)
NOW = datetime(2026, 11, 23, 9, 0, tzinfo=UTC)
"""A Monday; the week reviewed begins on the 16th."""
START = date(2026, 11, 16)
WEDNESDAY = 5 * DAY
"""Before NOW: in the week reviewed."""


@pytest.fixture
def monday(core: Any) -> Any:
    """The brand's rows, read as of the Monday after the week."""
    core.now = NOW
    return core


def _people(core: Any) -> People:
    marts.recompute(core.connection, core.brand, core.now, budget_minutes=60)
    return read_people(core.connection, core.config(), START, core.now)


def test_who_came_first_came_back_and_went_quiet_is_counted_by_week(monday: Any) -> None:
    new, back, regular, quiet = (monday.person(name) for name in ("new", "back", "regular", "quiet"))
    monday.says(new, "hello there", WEDNESDAY)
    monday.says(back, "me again", WEDNESDAY)
    monday.says(back, "long ago", WEDNESDAY + 40 * DAY)
    for n in range(4):
        monday.says(regular, f"word {n}", WEDNESDAY + 7 * n * DAY)
        monday.says(quiet, f"last words {n}", WEDNESDAY + (30 + n) * DAY)
    people = _people(monday)
    now, before = people.weeks[-1], people.weeks[-2]
    assert (now.week, now.active, now.arrived, now.returned, now.regulars, now.quiet) == (
        START,
        3,
        1,
        1,
        1,
        1,
    )
    assert (before.active, before.arrived, before.regulars, before.quiet) == (1, 0, 0, 0)
    assert [came.person.name for came in people.arrived] == ["new"]
    assert [(came.person.name, came.silent_days) for came in people.returned] == [("back", 40)]
    (gone,) = people.quiet
    assert (gone.person.name, gone.interactions, gone.active_on) == ("quiet", 4, date(2026, 10, 19))


def _collected(monday: Any, *gap: timedelta) -> None:
    """Windows of each day of the last half year, but for the days from `gap[0]` to `gap[1]` before now."""
    for number in range(1, 183):
        ago = number * DAY
        failed = bool(gap) and gap[0] >= ago >= gap[1]
        monday.put("ops.load_window", account="bluesky:acme", stream="notifications", window_start=NOW - ago,
                   window_end=NOW - ago + DAY, state="failed" if failed else "merged",
                   reason="the token is dead" if failed else None)  # fmt: skip


def _regular_who_was_last_seen(monday: Any, ago: timedelta) -> None:
    regular = monday.person("regular")
    for n in range(4):
        monday.says(regular, f"word {n}", ago + n * DAY)


def test_nobody_went_quiet_while_nothing_was_collected(monday: Any) -> None:
    _regular_who_was_last_seen(monday, WEDNESDAY + 30 * DAY)
    _collected(monday)
    assert _people(monday).weeks[-1].quiet == 1
    monday.connection.execute(text("delete from ops.load_window"))
    _collected(monday, 35 * DAY, 1 * DAY)  # no window of these days was merged
    people = _people(monday)
    assert (people.weeks[-1].quiet, people.quiet) == (None, ())
    assert people.weeks[-1].active is None
    assert "the token is dead" in people.weeks[-1].why_unknown


def test_nobody_returned_from_a_silence_that_nobody_listened_to(monday: Any) -> None:
    back = monday.person("back")
    monday.says(back, "me again", WEDNESDAY)
    monday.says(back, "long ago", WEDNESDAY + 40 * DAY)
    _collected(monday, 20 * DAY, 15 * DAY)
    people = _people(monday)
    week = people.weeks[-1]
    assert (week.active, week.arrived, week.returned, week.quiet) == (1, None, None, None)
    assert (people.arrived, people.returned) == ((), ())
    long_ago = people.weeks[0]
    assert (long_ago.active, long_ago.returned) == (0, 0)


def test_who_answered_others_made_something_or_praised_is_to_be_thanked(monday: Any) -> None:
    asks, helper, maker, fan = (monday.person(name) for name in ("asks", "helper", "maker", "fan"))
    question = monday.says(asks, "how do I descale it?", WEDNESDAY)
    monday.says(helper, "with vinegar", WEDNESDAY - timedelta(hours=1), parent=question, tier="T2")
    monday.says(asks, "let me try", WEDNESDAY - timedelta(hours=2), parent=question, tier="T4")
    monday.says(maker, "my rig", WEDNESDAY, tier="T3", kind="ugc_post")
    monday.says(fan, "the new blend is lovely", WEDNESDAY, tier="T2")
    givers = {giver.person.name: giver for giver in _people(monday).givers}
    assert set(givers) == {"helper", "maker", "fan"}
    assert (givers["helper"].helped, givers["helper"].praised) == (1, 0)
    assert givers["maker"].made == 1
    assert givers["fan"].praised == 1


def test_what_happens_after_the_week_is_not_seen(monday: Any) -> None:
    late = monday.person("late")
    monday.says(late, "this morning", timedelta(hours=2))
    people = _people(monday)
    assert (people.weeks[-1].active, people.arrived, people.givers) == (0, (), ())


def test_who_took_back_their_only_words_once_the_week_was_over_was_active_in_it_as_the_marts_say(
    monday: Any,
) -> None:
    sunday = timedelta(hours=10)
    monday.says(monday.person("hasty"), "oh no", sunday, deleted_at=monday.now - timedelta(hours=8))
    people = _people(monday)
    active = monday.connection.execute(
        text(
            "select value from marts.metric_period"
            " where metric = 'active_members' and period = 'week' and period_start = :start"
        ),
        {"start": START},
    ).scalar_one()
    assert (people.weeks[-1].active, people.arrived) == (active, ()) == (1, ())


def test_months_are_told_once_they_are_over(core: Any, other: Any) -> None:
    for each, month, active in ((core, 9, 40), (core, 10, 50), (core, 11, 60), (other, 10, 7)):
        row = {"period": "month", "period_start": date(2026, month, 1), "definition_version": 1}
        each.put("marts.metric_period", metric="active_members", numerator=active, value=active, **row)
        why = "bluesky:acme: too old" if month == 9 else None
        back = {"numerator": 30, "denominator": 40, "value": None if why else 0.75, "why_unknown": why}
        each.put("marts.metric_period", metric="retention", **back, **row)
    found = read_people(core.connection, core.config(), date(2026, 11, 16), core.now).months
    assert [(m.first_day.month, m.active.numerator, m.came_back.value) for m in found] == [
        (9, 40, None),
        (10, 50, 0.75),
    ]
    assert found[0].came_back.is_unknown


def test_people_of_another_brand_are_not_seen(monday: Any, other: Any) -> None:
    other.now = NOW
    other.says(other.person("rival’s"), "hello", WEDNESDAY)
    marts.recompute(other.connection, other.brand, other.now, budget_minutes=60)
    people = _people(monday)
    assert (people.arrived, people.givers) == ((), ())


def test_a_cohort_is_followed_up_to_the_week_reviewed(monday: Any) -> None:
    for n in range(3):
        who = monday.person(f"member {n}")
        monday.says(who, "first", WEDNESDAY + 14 * DAY)
        if n:
            monday.says(who, "second", WEDNESDAY + 7 * DAY)
    (cohort,) = _people(monday).cohorts
    assert (cohort.week, cohort.members, cohort.active[:4]) == (START - 14 * DAY, 3, (3, 2, 0, None))
