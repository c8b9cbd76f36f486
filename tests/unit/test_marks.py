"""Marks on a series: what is a burst, which points it marks, and what is then not called growth."""

from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from connectors.config import Brand
from tasks.core.digest.clock import Clock
from tasks.core.digest.marks import Mark, caveat, has_burst, is_burst, marked, named
from tasks.core.events import calendar_marks

CLOCK = Clock(ZoneInfo("Europe/London"), "en_GB", datetime(2026, 6, 15, 9, tzinfo=UTC))
JUNE_4 = date(2026, 6, 4)


def burst(day: date, count: int = 240, usual: float = 90) -> Mark:
    return Mark(day, day, "", "burst", count, usual)


@pytest.mark.parametrize(
    ("count", "before", "expected"),
    [
        (240, [90, 95, 88, 92], True),
        (96, [90, 95, 88, 92], False),
        (240, [90, 95, 88], None),  # three weeks are too few to know what is usual
        (
            12,
            [4, 4, 4, 4, 4, 4, 4, 4],
            False,
        ),  # not above 4 + 4 * 2: equal weeks do not make a burst of a few more
        (13, [4, 4, 4, 4, 4, 4, 4, 4], True),
        (9, [0, 0, 0, 0], False),  # fewer than ten are never one
        (10, [0, 0, 0, 0], True),
        (140, [100, 100, 100, 100, 100, 100, 100, 100], False),
        (150, [100, 100, 100, 100, 100, 100, 100, 100], True),
        (140, [60, 80, 100, 120, 140, 90, 110, 100], False),  # such days are usual there
        (240, [90, 95, 88, 92, 250, 91, 94, 89], True),  # one burst before does not hide the next
        (130, [60, 70, 80, 90, 100, 110, 118, 125], False),  # steady growth is growth
    ],
)
def test_a_burst_is_far_above_the_same_weekdays_before(
    count: int, before: list[int], expected: bool | None
) -> None:
    assert is_burst(count, before) is expected


@given(st.lists(st.integers(0, 500), min_size=4, max_size=8), st.integers(0, 3000))
def test_more_on_the_day_never_unmakes_a_burst_and_the_order_of_the_weeks_is_nothing(
    before: list[int], count: int
) -> None:
    if is_burst(count, before):
        assert is_burst(count + 1, before)
    assert is_burst(count, sorted(before)) == is_burst(count, before)


def test_bursts_on_days_that_follow_each_other_are_one_named_after_what_they_fell_on() -> None:
    launch = Mark(date(2026, 6, 3), JUNE_4, "Launch", "event")
    days = [burst(JUNE_4 + timedelta(days=1), 150), burst(JUNE_4), burst(date(2026, 6, 20))]
    first, second = named(days, [launch])
    assert (first.first, first.last, first.name, first.count, first.usual) == (
        JUNE_4, date(2026, 6, 5), "Launch", 390, 180,
    )  # fmt: skip
    assert (second.first, second.name) == (date(2026, 6, 20), "")


def test_a_week_is_marked_by_what_has_a_day_in_it() -> None:
    weeks = [date(2026, 5, 25), date(2026, 6, 1), date(2026, 6, 8)]
    over_two = Mark(date(2026, 5, 31), date(2026, 6, 1), "Fair", "event")
    assert marked(weeks, [over_two, burst(JUNE_4)]) == ((over_two,), (over_two, burst(JUNE_4)), ())
    assert marked([JUNE_4], [over_two, burst(JUNE_4)], days=1) == ((burst(JUNE_4),),)


def test_a_change_with_a_burst_in_it_is_said_not_to_be_growth() -> None:
    week, before = (date(2026, 6, 1), date(2026, 6, 7)), (date(2026, 5, 25), date(2026, 5, 31))
    (launch,) = named([burst(JUNE_4)], [Mark(JUNE_4, JUNE_4, "Launch", "event")])
    words = caveat([launch], week, before, CLOCK)
    assert words == "4 Jun (240 came in, about 90 are usual; Launch) was a burst: no growth is read from it."
    assert has_burst([launch], *week)
    after = caveat([launch], (date(2026, 6, 8), date(2026, 6, 14)), week, CLOCK)
    assert after.endswith("was a burst, before: no loss is read from what followed.")
    assert caveat([launch], before, (date(2026, 5, 18), date(2026, 5, 24)), CLOCK) == ""


def test_an_event_of_the_calendar_alone_is_no_reason_to_doubt_a_change() -> None:
    week, before = (date(2026, 6, 1), date(2026, 6, 7)), (date(2026, 5, 25), date(2026, 5, 31))
    assert caveat([Mark(JUNE_4, JUNE_4, "Launch", "event")], week, before, CLOCK) == ""


def test_the_calendar_knows_holidays_by_name_events_campaigns_contests_and_days_away() -> None:
    brand = Brand.model_validate(
        {
            "slug": "acme", "name": "Acme", "timezone": "Europe/London", "holidays": "GB-ENG",
            "away": (date(2026, 5, 26),),
            "events": ({"name": "Fair", "from": date(2026, 5, 22), "until": date(2026, 5, 23)},),
            "campaigns": ({"name": "Kettle", "hashtags": ("kettle",), "from": date(2026, 5, 1)},),
            "contests": ({"name": "Cup", "hashtag": "cup", "opens": "2026-05-30", "closes": "2026-06-09"},),
        }
    )  # fmt: skip
    found = calendar_marks(brand, date(2026, 5, 23), date(2026, 5, 31))
    assert [(m.kind, m.name, m.first, m.last) for m in found] == [
        ("campaign", "Kettle", date(2026, 5, 1), date(2026, 5, 31)),
        ("event", "Fair", date(2026, 5, 22), date(2026, 5, 23)),
        ("holiday", "Spring Bank Holiday", date(2026, 5, 25), date(2026, 5, 25)),
        ("away", "Day away", date(2026, 5, 26), date(2026, 5, 26)),
        ("contest", "Cup", date(2026, 5, 30), date(2026, 6, 9)),
    ]
