"""Windows: merging, gaps, calendar days."""

import itertools
from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

from hypothesis import given
from hypothesis import strategies as st

from connectors.records import Window
from tasks.core.windows import day_window, merge, split_days, subtract

START = datetime(2026, 3, 1, tzinfo=UTC)
LONDON = ZoneInfo("Europe/London")

hours = st.integers(0, 60)
windows = st.builds(lambda a, b: Window(START + timedelta(hours=a), START + timedelta(hours=b)), hours, hours)
zones = st.sampled_from(
    ["Europe/London", "America/New_York", "Asia/Kathmandu", "America/Havana", "Pacific/Apia"]
).map(ZoneInfo)


def covered_hours(some: list[Window]) -> set[int]:
    return {hour for hour in range(60) for w in some if w.start <= START + timedelta(hours=hour) < w.end}


@given(st.lists(windows))
def test_merged_windows_cover_the_same_time_and_stand_apart(some: list[Window]) -> None:
    merged = merge(some)
    assert covered_hours(merged) == covered_hours(some)
    assert all(a.end < b.start for a, b in itertools.pairwise(merged))


@given(windows, st.lists(windows))
def test_gaps_are_exactly_what_nothing_covers(span: Window, covered: list[Window]) -> None:
    gaps = subtract(span, covered)
    assert covered_hours(gaps) == covered_hours([span]) - covered_hours(covered)
    assert gaps == merge(gaps)


@given(windows, zones)
def test_days_put_together_are_the_window(window: Window, zone: ZoneInfo) -> None:
    days = split_days(window, zone)
    assert merge(days) == merge([window])
    assert all(a.end == b.start for a, b in itertools.pairwise(days))


@given(windows, zones)
def test_no_part_reaches_over_a_midnight(window: Window, zone: ZoneInfo) -> None:
    for day in split_days(window, zone):
        last_moment = day.end - timedelta(microseconds=1)
        assert day.start.astimezone(zone).date() == last_moment.astimezone(zone).date()


def test_the_day_when_clocks_go_forward_has_23_hours() -> None:
    day = day_window(date(2026, 3, 29), LONDON)
    assert day.end - day.start == timedelta(hours=23)


def test_the_day_when_clocks_go_back_has_25_hours() -> None:
    day = day_window(date(2026, 10, 25), LONDON)
    assert (day.start, day.end) == (
        datetime(2026, 10, 24, 23, tzinfo=UTC),
        datetime(2026, 10, 26, 0, tzinfo=UTC),
    )


def test_a_day_that_the_zone_skipped_is_no_day() -> None:
    apia = ZoneInfo("Pacific/Apia")
    week = Window(datetime(2011, 12, 29, tzinfo=UTC), datetime(2012, 1, 1, tzinfo=UTC))
    local_days = [day.start.astimezone(apia).date() for day in split_days(week, apia)]
    assert date(2011, 12, 30) not in local_days
    assert len(local_days) == len(set(local_days))
