"""Half-open spans of time `[start, end)` in UTC: merged, what is missing from them, cut at midnights.

Empty spans (start not before end) count as nothing everywhere here.
"""

from collections.abc import Iterable
from datetime import UTC, date, datetime, time, timedelta, tzinfo

from connectors.records import Window


def merge(windows: Iterable[Window]) -> list[Window]:
    """The same time as `windows` cover, as few as possible, in order; windows that touch become one."""
    merged: list[Window] = []
    for window in sorted((w for w in windows if w.start < w.end), key=lambda w: (w.start, w.end)):
        if merged and window.start <= merged[-1].end:
            merged[-1] = Window(merged[-1].start, max(merged[-1].end, window.end))
        else:
            merged.append(window)
    return merged


def subtract(span: Window, covered: Iterable[Window]) -> list[Window]:
    """The gaps: what of `span` none of `covered` covers, in order."""
    gaps: list[Window] = []
    reached = span.start
    for window in merge(covered):
        if window.start >= span.end:
            break
        if window.start > reached:
            gaps.append(Window(reached, window.start))
        reached = max(reached, window.end)
    if reached < span.end:
        gaps.append(Window(reached, span.end))
    return gaps


def day_window(day: date, zone: tzinfo) -> Window:
    """The calendar day `day` as people in `zone` live it: 23 or 25 hours long where the clocks change."""
    return Window(_midnight(day, zone), _midnight(day + timedelta(days=1), zone))


def split_days(window: Window, zone: tzinfo) -> list[Window]:
    """`window` cut at the midnights of `zone`, in order; the first and the last may be parts of a day."""
    days: list[Window] = []
    start = window.start
    day = start.astimezone(zone).date()
    while start < window.end:
        day += timedelta(days=1)
        end = min(_midnight(day, zone), window.end)
        if start < end:
            days.append(Window(start, end))
            start = end
    return days


def _midnight(day: date, zone: tzinfo) -> datetime:
    """When `day` begins in `zone`, as UTC.

    Where a change of clocks skips midnight the day begins with the first moment that exists; where it repeats
    midnight, with the first of the two.
    """
    return datetime.combine(day, time(), zone).astimezone(UTC)
