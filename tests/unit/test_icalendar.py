"""iCalendar files: which days their events mark, whatever programs and people write into them."""

from datetime import date, datetime, time
from itertools import takewhile
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest
from dateutil.rrule import rrulestr
from hypothesis import given, settings
from hypothesis import strategies as st

from connectors.errors import Denied, Malformed
from connectors.icalendar import events, read
from connectors.icalendar_rules import rule_of

LONDON = ZoneInfo("Europe/London")
SPAN = date(2026, 5, 1), date(2026, 7, 31)
JUNE_4 = date(2026, 6, 4)


def calendar(*lines: str) -> str:
    return "\r\n".join(["BEGIN:VCALENDAR", "BEGIN:VEVENT", *lines, "END:VEVENT", "END:VCALENDAR", ""])


def days(*lines: str) -> list[tuple[str, date, date]]:
    return [(each.name, each.first, each.last) for each in events(calendar(*lines), LONDON, *SPAN)]


@pytest.mark.parametrize(
    ("lines", "first", "last"),
    [
        (["DTSTART;VALUE=DATE:20260604", "DTEND;VALUE=DATE:20260607"], 4, 6),  # the end is not in it
        (["DTSTART;VALUE=DATE:20260604"], 4, 4),
        (["DTSTART:20260604T180000Z", "DTEND:20260604T200000Z"], 4, 4),
        (["DTSTART:20260603T233000Z"], 4, 4),  # half past midnight in London
        (["DTSTART;TZID=America/New_York:20260603T200000", "DTEND;TZID=America/New_York:20260603T230000"], 4, 4),
        (["DTSTART;TZID=\"Nowhere/Land\":20260604T100000", "DTEND:20260604T110000"], 4, 4),
        (["DTSTART:20260604T220000", "DTEND:20260605T020000"], 4, 5),
        (["DTSTART:20260604T100000", "DTEND:20260604T090000"], 4, 4),  # ends before it begins
    ],
)  # fmt: skip
def test_an_event_marks_the_days_it_is_on_by_the_brands_clock(
    lines: list[str], first: int, last: int
) -> None:
    assert days("SUMMARY:Fair", *lines) == [("Fair", date(2026, 6, first), date(2026, 6, last))]


@pytest.mark.parametrize(
    ("rule", "found"),
    [
        ("FREQ=YEARLY", [4]),
        ("FREQ=WEEKLY;COUNT=2", []),
        ("FREQ=WEEKLY;INTERVAL=2;UNTIL=20260617T000000Z", [3, 17]),
        ("FREQ=MONTHLY;BYDAY=1TH", [4]),
        ("FREQ=YEARLY;BYMONTH=6;BYDAY=-1MO", [29]),
        ("FREQ=SECONDLY", []),
        ("FREQ=DAILY;BYMONTH=2;BYMONTHDAY=30", []),
        ("FREQ=NEVER;;=", []),
    ],
)
def test_a_repeated_event_marks_each_of_its_days_in_the_span(rule: str, found: list[int]) -> None:
    marked = days("SUMMARY:Fair", "DTSTART;VALUE=DATE:20250604", f"RRULE:{rule}")
    assert [first.day for _, first, _ in marked if first.month == 6] == found


def rules() -> st.SearchStrategy[str]:
    several = st.lists(st.integers(1, 12), min_size=1, max_size=3).map(
        lambda found: ",".join(map(str, found))
    )
    month_days = st.lists(st.sampled_from([1, 4, 13, 29, 31, -1, -3]), min_size=1, max_size=3)
    weekdays = st.lists(st.sampled_from(["MO", "TH", "SU"]), min_size=1, max_size=2, unique=True).map(
        ",".join
    )
    parts = st.tuples(
        st.sampled_from(["DAILY", "WEEKLY", "MONTHLY", "YEARLY"]).map("FREQ={}".format),
        st.integers(1, 5).map("INTERVAL={}".format),
        st.none() | st.integers(1, 30).map("COUNT={}".format) | st.just("UNTIL=20260615"),
        st.none() | several.map("BYMONTH={}".format),
        st.none() | month_days.map(lambda found: "BYMONTHDAY=" + ",".join(map(str, found))),
        st.none() | weekdays.map("BYDAY={}".format),
        st.none() | st.just("WKST=SU"),
    )
    return parts.map(lambda found: ";".join(filter(None, found)))


@settings(max_examples=60, deadline=None)
@given(rules(), st.dates(date(2025, 1, 1), date(2026, 6, 1)))
def test_rules_hold_on_the_days_that_dateutil_says(rule: str, begins: date) -> None:
    until = rule if "COUNT" in rule or "UNTIL" in rule else f"{rule};UNTIL=20260731"
    walk = rrulestr(until, dtstart=datetime.combine(begins, time()))
    last = date(2026, 7, 31)
    expected = [moment.date() for moment in takewhile(lambda each: each.date() <= last, walk)]
    found = rule_of(rule, begins, last)
    assert found is not None
    assert list(found.days(begins, last)) == expected


def test_days_left_out_of_a_repetition_are_not_marked() -> None:
    lines = ["SUMMARY:Fair", "DTSTART;VALUE=DATE:20260604", "RRULE:FREQ=WEEKLY;COUNT=3"]
    assert [first.day for _, first, _ in days(*lines, "EXDATE;VALUE=DATE:20260611")] == [4, 18]


def test_names_are_unfolded_unescaped_and_on_one_line() -> None:
    (found,) = days(
        "SUMMARY;LANGUAGE=en:Tins\\, cake\\; and\\n a very lo", " ng queue", "DTSTART:20260604T100000Z"
    )
    assert found[0] == "Tins, cake; and a very long queue"


def test_cancelled_nameless_and_broken_events_are_left_out_and_alarms_are_none() -> None:
    alarm = ["BEGIN:VALARM", "SUMMARY:Wake up", "DTSTART:20260605T100000Z", "END:VALARM"]
    assert days("SUMMARY:Fair", *alarm, "DTSTART:20260604T100000Z") == [("Fair", JUNE_4, JUNE_4)]
    assert days("SUMMARY:Fair", "DTSTART:20260604T100000Z", "STATUS:CANCELLED") == []
    assert days("DTSTART:20260604T100000Z") == []
    assert days("SUMMARY:Fair", "DTSTART:someday") == []


@given(st.lists(st.sampled_from(
    ["BEGIN:VEVENT", "END:VEVENT", "SUMMARY:x", "DTSTART:20260604", "DTSTART:99999999T999999", "RRULE:FREQ=DAILY",
     "RRULE:FREQ=DAILY;COUNT=99999999999", "EXDATE:,", " folded", "END:VCALENDAR", "DTEND:00010101"]), max_size=12),
)  # fmt: skip
def test_whatever_stands_there_is_read_without_an_error(lines: list[str]) -> None:
    for event in events("\n".join(["BEGIN:VCALENDAR", *lines]), LONDON, *SPAN):
        assert event.first <= SPAN[1]
        assert event.last >= SPAN[0]


def test_what_is_no_calendar_or_not_there_is_said_in_words(tmp_path: Path) -> None:
    (tmp_path / "page.html").write_text("<html>", encoding="utf-8")
    with pytest.raises(Malformed, match="no iCalendar file"):
        read(str(tmp_path / "page.html"))
    with pytest.raises(Denied, match=r"none\.ics cannot be read: No such file"):
        read(str(tmp_path / "none.ics"))
