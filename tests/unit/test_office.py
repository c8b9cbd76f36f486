"""Office hours on the time line."""

import itertools
from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from connectors.config import Brand, OfficeHours
from tasks.core.office import brand_spans, is_open, next_opening, office_spans, public_holidays

LONDON = ZoneInfo("Europe/London")
NINE_TO_FIVE = OfficeHours()
EVERY_DAY = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")


def utc(*parts: int) -> datetime:
    return datetime(*parts, tzinfo=UTC)


def test_a_week_has_its_five_days_in_the_brands_zone() -> None:
    spans = office_spans(NINE_TO_FIVE, LONDON, (), date(2026, 7, 6), date(2026, 7, 12))
    assert [s[0].date().day for s in spans] == [6, 7, 8, 9, 10]
    assert spans[0] == (utc(2026, 7, 6, 8), utc(2026, 7, 6, 16))


def test_holidays_and_days_away_are_closed() -> None:
    closed = {date(2026, 7, 7), date(2026, 7, 9)}
    spans = office_spans(NINE_TO_FIVE, LONDON, closed, date(2026, 7, 6), date(2026, 7, 10))
    assert [s[0].date().day for s in spans] == [6, 8, 10]


def test_the_day_that_loses_an_hour_has_an_hour_less_of_office() -> None:
    hours = OfficeHours(days=EVERY_DAY, start=time(0), end=time(12))
    (span,) = office_spans(hours, LONDON, (), date(2026, 3, 29), date(2026, 3, 29))
    assert span[1] - span[0] == timedelta(hours=11)


def test_an_end_at_midnight_is_the_end_of_that_day() -> None:
    hours = OfficeHours(start=time(18), end=time(0))
    (span,) = office_spans(hours, UTC, (), date(2026, 7, 6), date(2026, 7, 6))
    assert span == (utc(2026, 7, 6, 18), utc(2026, 7, 7))


def test_an_overnight_span_belongs_to_the_day_it_opens_on() -> None:
    hours = OfficeHours(days=("fri",), start=time(22), end=time(6))
    (span,) = office_spans(hours, UTC, (), date(2026, 7, 6), date(2026, 7, 12))
    assert span == (utc(2026, 7, 10, 22), utc(2026, 7, 11, 6))


def test_a_span_that_the_change_of_clocks_swallows_is_left_out() -> None:
    hours = OfficeHours(days=EVERY_DAY, start=time(1, 30), end=time(2))
    assert office_spans(hours, LONDON, (), date(2026, 3, 29), date(2026, 3, 29)) == []


@given(
    st.times(),
    st.times(),
    st.sampled_from(["Europe/London", "America/New_York", "Australia/Lord_Howe", "UTC"]),
    st.dates(date(2020, 1, 1), date(2030, 1, 1)),
)
def test_spans_are_in_order_and_never_overlap(start: time, end: time, zone: str, first: date) -> None:
    hours = OfficeHours(days=EVERY_DAY, start=start, end=end)
    spans = office_spans(hours, ZoneInfo(zone), (), first, first + timedelta(days=20))
    assert all(opens < closes for opens, closes in spans)
    assert all(a[1] <= b[0] for a, b in itertools.pairwise(spans))


def test_public_holidays_know_the_subdivision() -> None:
    epiphany = date(2026, 1, 6)
    assert epiphany in public_holidays("DE-BY", [2026])
    assert epiphany not in public_holidays("DE-BE", [2026])


def test_without_a_country_there_are_no_holidays() -> None:
    assert public_holidays(None, [2026]) == frozenset()


def test_an_unknown_country_is_named() -> None:
    with pytest.raises(ValueError, match="'XX-YY'"):
        public_holidays("XX-YY", [2026])


def test_a_brand_is_closed_on_its_holidays_and_away_days_over_the_new_year() -> None:
    brand = Brand(
        slug="acme", name="Acme", timezone="Europe/London", holidays="GB-ENG", away=(date(2026, 12, 31),)
    )
    spans = brand_spans(brand, date(2026, 12, 24), date(2027, 1, 4))
    assert [s[0].date() for s in spans] == [
        date(2026, 12, 24),
        date(2026, 12, 29),
        date(2026, 12, 30),
        date(2027, 1, 4),
    ]


def test_the_office_opens_at_its_first_and_not_at_its_last_moment() -> None:
    spans = [(utc(2026, 7, 6, 9), utc(2026, 7, 6, 17))]
    assert is_open(spans, utc(2026, 7, 6, 9))
    assert not is_open(spans, utc(2026, 7, 6, 17))
    assert not is_open(spans, utc(2026, 7, 6, 8))


def test_the_next_opening_is_later_than_now() -> None:
    spans = [(utc(2026, 7, d, 9), utc(2026, 7, d, 17)) for d in (6, 7)]
    assert next_opening(spans, utc(2026, 7, 6, 9)) == spans[1]
    assert next_opening(spans, utc(2026, 7, 7, 9)) is None
