"""When answers are due, and how the time left is said."""

from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from connectors.config import Deadlines, OfficeHours
from tasks.core.deadlines import add_office_time, deadline, deadline_of, time_left_words
from tasks.core.items import Deadline, Tier
from tasks.core.office import office_spans

RULES = Deadlines()
SPANS = office_spans(OfficeHours(), UTC, (), date(2026, 11, 1), date(2026, 12, 31))
WEDNESDAY = datetime(2026, 11, 18, tzinfo=UTC)
FRIDAY = datetime(2026, 11, 20, tzinfo=UTC)
moments = st.timedeltas(timedelta(), timedelta(days=45)).map(
    lambda later: datetime(2026, 11, 2, tzinfo=UTC) + later
)


def due(tier: Tier, occurred_at: datetime, platform: str = "bluesky", kind: str = "comment") -> Deadline:
    return deadline_of(tier, platform, kind, occurred_at, RULES, SPANS, occurred_at)


def test_a_t1_is_due_after_four_office_hours() -> None:
    assert due("T1", WEDNESDAY.replace(hour=10)) == Deadline(WEDNESDAY.replace(hour=14), "4 office hours")


def test_the_office_clock_stops_over_night() -> None:
    assert due("T1", WEDNESDAY.replace(hour=16)).due_at == WEDNESDAY + timedelta(days=1, hours=12)


def test_before_opening_the_office_clock_has_not_begun() -> None:
    assert due("T1", WEDNESDAY.replace(hour=3)).due_at == WEDNESDAY.replace(hour=13)


def test_on_a_friday_afternoon_the_24_hours_win() -> None:
    assert due("T1", FRIDAY.replace(hour=16)) == Deadline(
        FRIDAY + timedelta(days=1, hours=16), "the 24-hour rule"
    )


def test_where_the_office_hours_end_the_24_hours_hold() -> None:
    late = datetime(2026, 12, 31, 16, tzinfo=UTC)
    assert due("T1", late).due_at == late + timedelta(hours=24)


def test_the_24_hours_are_of_the_wall_clock_also_when_clocks_change() -> None:
    zone = ZoneInfo("Europe/London")
    spans = office_spans(OfficeHours(), zone, (), date(2026, 10, 20), date(2026, 10, 30))
    saturday = datetime(2026, 10, 24, 12, tzinfo=UTC)
    found = deadline_of("T1", "bluesky", "comment", saturday, RULES, spans, saturday)
    assert found.due_at == saturday + timedelta(hours=24)


def test_a_t2_has_24_hours_and_a_t3_72() -> None:
    assert due("T2", FRIDAY) == Deadline(FRIDAY + timedelta(hours=24), "the 24-hour rule")
    assert due("T3", FRIDAY) == Deadline(FRIDAY + timedelta(hours=72), "the 72-hour rule")


@pytest.mark.parametrize("tier", ["T4", "none"])
def test_what_needs_no_words_is_never_due(tier: Tier) -> None:
    assert due(tier, FRIDAY, "instagram", "direct_message") == Deadline(None, "")


def test_a_direct_message_on_a_platform_of_metas_has_24_hours_whatever_the_brand_says() -> None:
    found = due("T3", FRIDAY, "instagram", "direct_message")
    assert found == Deadline(FRIDAY + timedelta(hours=24), "Meta's 24 h window")


def test_when_both_clocks_end_together_both_are_named() -> None:
    found = due("T2", FRIDAY, "facebook", "direct_message")
    assert found.rule == "the 24-hour rule, and Meta's 24 h window"


def test_a_comment_can_be_answered_privately_for_seven_days() -> None:
    slow = Deadlines(t3_hours=24 * 30)
    found = deadline_of("T3", "facebook", "comment", FRIDAY, slow, SPANS, FRIDAY)
    assert found == Deadline(FRIDAY + timedelta(days=7), "Meta's 7 day window")


def test_elsewhere_a_direct_message_has_no_window() -> None:
    assert due("T3", FRIDAY, "bluesky", "direct_message").rule == "the 72-hour rule"


def test_it_is_overdue_only_after_the_moment_it_is_due(make_item) -> None:
    item = make_item(tier="T2", occurred_at=FRIDAY)
    at = FRIDAY + timedelta(hours=24)
    assert not deadline(item, RULES, SPANS, at).is_overdue
    assert deadline(item, RULES, SPANS, at + timedelta(seconds=1)).is_overdue


@given(
    moments,
    st.timedeltas(timedelta(minutes=1), timedelta(hours=20)),
)
def test_office_time_added_is_office_time_passed(start: datetime, amount: timedelta) -> None:
    end = add_office_time(start, amount, SPANS)
    assert end is not None
    passed = sum(
        (max(min(closes, end) - max(opens, start), timedelta()) for opens, closes in SPANS), start=timedelta()
    )
    assert passed == amount


@given(moments)
def test_a_t1_never_has_more_than_24_hours(occurred_at: datetime) -> None:
    due_at = due("T1", occurred_at).due_at
    assert due_at is not None
    assert due_at - occurred_at <= timedelta(hours=24)


@pytest.mark.parametrize(
    ("left", "words"),
    [
        (timedelta(hours=2, minutes=10, seconds=59), "2 h 10 min"),
        (timedelta(hours=3), "3 h"),
        (timedelta(minutes=59, seconds=59), "59 min"),
        (timedelta(seconds=20), "less than a minute"),
        (timedelta(hours=23, minutes=30), "23 h"),
        (timedelta(days=2, hours=3), "2 days 3 h"),
        (timedelta(days=6, hours=3), "6 days"),
        (timedelta(hours=-3, minutes=-20), "overdue by 3 h"),
        (timedelta(minutes=-5), "overdue by 5 min"),
        (timedelta(days=-3), "overdue by 3 days"),
    ],
)
def test_time_left_is_said_in_words(left: timedelta, words: str) -> None:
    assert time_left_words(Deadline(FRIDAY + left, "the 24-hour rule"), FRIDAY) == words


def test_without_a_deadline_there_is_nothing_to_say() -> None:
    assert time_left_words(Deadline(None, ""), FRIDAY) == ""
