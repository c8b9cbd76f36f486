"""The brand's office hours laid out on the time line: zone, weekdays, public holidays, away days, DST."""

from bisect import bisect_right
from collections.abc import Collection, Iterable, Sequence
from datetime import UTC, date, datetime, timedelta, tzinfo

import holidays

from connectors.config import Brand, OfficeHours

Span = tuple[datetime, datetime]
"""(opens_at, closes_at), half-open, UTC."""

_WEEKDAYS = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")


def office_spans(
    hours: OfficeHours,
    zone: tzinfo,
    closed: Collection[date],
    first: date,
    last: date,
) -> list[Span]:
    """The office spans that open on the local days `first` to `last` (both included), in order, as UTC.

    A span belongs to the day it opens on: `closed` (public holidays, days away) shuts it whole. An `end` that
    is not after `start` is on the next day (00:00 is midnight at the day's end; start == end is a full day).
    A wall time that a change of clocks skips counts as the same moment on the old offset; one it repeats is
    the first of the two; a span that vanishes that way is left out. Spans never overlap: one that would
    begin before the last one ends begins there.
    """
    spans: list[Span] = []
    day = first
    while day <= last:
        if _WEEKDAYS[day.weekday()] in hours.days and day not in closed:
            closing_day = day if hours.end > hours.start else day + timedelta(days=1)
            opens_at = datetime.combine(day, hours.start, zone).astimezone(UTC)
            closes_at = datetime.combine(closing_day, hours.end, zone).astimezone(UTC)
            if spans:
                opens_at = max(opens_at, spans[-1][1])
            if opens_at < closes_at:
                spans.append((opens_at, closes_at))
        day += timedelta(days=1)
    return spans


def public_holidays(code: str | None, years: Iterable[int]) -> frozenset[date]:
    """The public holidays of `code` ("GB", "GB-ENG", "DE-BY"; None: none) in `years`.

    From the `holidays` package's tables. Raises ValueError for a country or subdivision it does not know.
    """
    if code is None:
        return frozenset()
    country, _, subdivision = code.partition("-")
    try:
        return frozenset(holidays.country_holidays(country, subdiv=subdivision or None, years=sorted(years)))
    except NotImplementedError as error:
        raise ValueError(f"holidays = {code!r}: no such country or subdivision is known") from error


def brand_spans(brand: Brand, first: date, last: date) -> list[Span]:
    """The office spans of `brand` that open on its local days `first` to `last`, both included."""
    closed = public_holidays(brand.holidays, range(first.year, last.year + 1)) | set(brand.away)
    return office_spans(brand.office_hours, brand.zone, closed, first, last)


def is_open(spans: Sequence[Span], moment: datetime) -> bool:
    """Whether the office is open at `moment`."""
    position = bisect_right(spans, moment, key=lambda span: span[0]) - 1
    return position >= 0 and moment < spans[position][1]


def next_opening(spans: Sequence[Span], after: datetime) -> Span | None:
    """The first span that opens later than `after`; None if there is none."""
    position = bisect_right(spans, after, key=lambda span: span[0])
    return spans[position] if position < len(spans) else None
