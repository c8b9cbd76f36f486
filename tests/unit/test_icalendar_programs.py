"""iCalendar files as programs really write them, and as somebody would who means harm."""

from datetime import date
from zoneinfo import ZoneInfo

from connectors.icalendar import MOST_FOUND, events

LONDON = ZoneInfo("Europe/London")
SPAN = date(2026, 5, 1), date(2026, 7, 31)


def days(*found: list[str], zone: ZoneInfo = LONDON) -> list[tuple[int, int]]:
    lines = [line for event in found for line in ("BEGIN:VEVENT", *event, "END:VEVENT")]
    text = "\r\n".join(["BEGIN:VCALENDAR", *lines, "END:VCALENDAR", ""])
    return [(each.first.month, each.first.day) for each in events(text, zone, *SPAN)]


def test_a_repeated_event_is_on_the_weekdays_of_its_own_zone() -> None:
    evenings = ["SUMMARY:Tasting", "DTSTART;TZID=America/New_York:20260601T200000"]
    assert days([*evenings, "RRULE:FREQ=WEEKLY;BYDAY=MO;COUNT=3"]) == [(6, 2), (6, 9), (6, 16)]
    assert days([*evenings, "RRULE:FREQ=DAILY;UNTIL=20260603T000000Z"]) == [(6, 2), (6, 3)]


def test_an_event_may_say_how_long_it_is_instead_of_when_it_ends() -> None:
    lines = ["BEGIN:VCALENDAR", "BEGIN:VEVENT", "SUMMARY:Fair", "DTSTART;VALUE=DATE:20260604", "DURATION:P3D"]
    for duration, last in (("P3D", 6), ("P1W", 10), ("P1DT1H", 5), ("-P1D", 4), ("soon", 4)):
        text = "\n".join([*lines[:-1], f"DURATION:{duration}", "END:VEVENT", "END:VCALENDAR"])
        (found,) = events(text, LONDON, *SPAN)
        assert (found.first, found.last) == (date(2026, 6, 4), date(2026, 6, last))


def test_one_time_of_a_repeated_event_that_was_moved_or_cancelled_is_not_marked_where_it_was() -> None:
    weekly = ["UID:a", "SUMMARY:Tasting", "DTSTART:20260601T100000Z", "RRULE:FREQ=WEEKLY;COUNT=3"]
    moved = ["UID:a", "SUMMARY:Tasting", "RECURRENCE-ID:20260608T100000Z", "DTSTART:20260610T100000Z"]
    cancelled = ["UID:a", "SUMMARY:Tasting", "RECURRENCE-ID:20260615T100000Z", "DTSTART:20260615T100000Z",
                 "STATUS:CANCELLED"]  # fmt: skip
    other = ["UID:b", "SUMMARY:Other", "DTSTART:20260608T100000Z", "RRULE:FREQ=WEEKLY;COUNT=1"]
    assert days(moved, weekly, cancelled, other) == [(6, 1), (6, 8), (6, 10)]


def test_a_parameter_may_hold_several_quoted_values() -> None:
    assert days(["SUMMARY:Fair", 'DTSTART;X-A="a","b:c";VALUE=DATE:20260604']) == [(6, 4)]


def test_a_calendar_that_means_harm_is_read_in_little_time_and_space() -> None:
    endless = ["SUMMARY:x", "DTSTART;VALUE=DATE:00010102", "DTEND;VALUE=DATE:19900101", "RRULE:FREQ=DAILY"]
    counted = ["SUMMARY:y", "DTSTART;VALUE=DATE:19500101", "RRULE:FREQ=DAILY;BYMONTHDAY=30;BYMONTH=2;COUNT=9"]
    many = [[f"SUMMARY:{n}", *endless[1:]] for n in range(400)] + [counted] * 4000
    assert len(days(*many)) <= MOST_FOUND
