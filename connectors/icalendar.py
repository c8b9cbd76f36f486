"""Events of an iCalendar file (RFC 5545) or address, as days: what a brand's series are marked with."""

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, time, timedelta
from itertools import islice
from pathlib import Path
from urllib.parse import urlsplit
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from connectors.errors import ConnectorError, Denied, Malformed
from connectors.icalendar_rules import rule_of

MOST_BYTES = 5_000_000
MOST_EVENTS = 5_000
_LINE = re.compile(r'([A-Za-z0-9-]+)((?:;[A-Za-z0-9-]+=(?:"[^"]*"|[^;:"]*))*):(.*)', re.DOTALL)
_ESCAPE = re.compile(r"\\(.)", re.DOTALL)


@dataclass(frozen=True, slots=True)
class DayEvent:
    """An event on the days `first` to `last`, both in it, of the brand's calendar."""

    name: str
    first: date
    last: date


@dataclass(slots=True)
class _Component:
    values: dict[str, tuple[str, str]] = field(default_factory=dict)
    """Property -> (parameters, value): the first of each."""
    left_out: list[tuple[str, str]] = field(default_factory=list)


def read(place: str) -> str:
    """The text at `place`, an http(s) address or a path. Raises Denied or Malformed, for people."""
    if urlsplit(place).scheme in {"http", "https"}:
        return _decoded(_fetched(place), place)
    try:
        with Path(place).open("rb") as file:
            return _decoded(file.read(MOST_BYTES + 1), place)
    except OSError as error:
        raise Denied(f"the calendar {place} cannot be read: {error.strerror}") from error


def _fetched(address: str) -> bytes:
    from connectors.http import HttpClient, Patience, Timeouts
    from connectors.redaction import Secrets

    parts = urlsplit(address)
    place = f"{parts.path or '/'}{f'?{parts.query}' if parts.query else ''}"
    secrets = Secrets()  # who knows the address of a shared calendar can read it
    secrets.add(parts.path)
    secrets.add(place)
    service, patience = f"{parts.scheme}://{parts.netloc}", Patience(attempts=2, max_wait=5)
    with HttpClient(service, secrets=secrets, timeouts=Timeouts(5, 10, 20), patience=patience) as client:
        try:
            return client.get(place).body
        except ConnectorError as error:
            raise Denied(f"the calendar of {parts.hostname}: {secrets.redact(str(error))}") from None


def _decoded(body: bytes, place: str) -> str:
    host = urlsplit(place).hostname or place
    if len(body) > MOST_BYTES:
        raise Malformed(f"the calendar of {host} is larger than {MOST_BYTES // 1_000_000} MB")
    text = body.decode("utf-8-sig", "replace")
    if "BEGIN:VCALENDAR" not in text[:2000].upper():
        raise Malformed(f"what {host} gives is no iCalendar file")
    return text


def events(text: str, zone: ZoneInfo, first: date, last: date) -> list[DayEvent]:
    """The events of an iCalendar `text` that have a day in `first` to `last`, in order; cancelled ones left out.

    Repeated ones (RRULE by days, weeks, months, years; EXDATE) once each time. An event that cannot be read is left
    out: one broken event is no reason to lose the others. Times without a zone, or in one nobody knows, are `zone`'s.
    """
    found: set[DayEvent] = set()
    for component in islice(_components(text), MOST_EVENTS):
        try:
            found.update(_days(component, zone, first, last))
        except (ValueError, OverflowError, TypeError):
            continue
    return sorted(found, key=lambda event: (event.first, event.last, event.name))


def _components(text: str) -> Iterator[_Component]:
    """The VEVENTs, without what is nested in them (alarms)."""
    inside: list[str] = []
    component = _Component()
    for line in re.sub(r"\r?\n[ \t]", "", text).splitlines():
        found = _LINE.fullmatch(line)
        if found is None:
            continue
        name, parameters, value = found[1].upper(), found[2], found[3]
        if name == "BEGIN":
            inside.append(value.strip().upper())
            component = _Component() if inside[-1] == "VEVENT" else component
        elif name == "END" and inside:
            if inside.pop() == "VEVENT":
                yield component
        elif inside and inside[-1] == "VEVENT":
            if name == "EXDATE":
                component.left_out.append((parameters, value))
            component.values.setdefault(name, (parameters, value))


def _days(component: _Component, zone: ZoneInfo, first: date, last: date) -> Iterator[DayEvent]:
    values = component.values
    is_cancelled = values.get("STATUS", ("", ""))[1].strip().upper() == "CANCELLED"
    if is_cancelled or not {"SUMMARY", "DTSTART"} <= values.keys():
        return
    name = " ".join(_ESCAPE.sub(lambda e: " " if e[1] in "nN" else e[1], values["SUMMARY"][1]).split())[:200]
    begins = _moment(*values["DTSTART"], zone)
    ends = _moment(*values["DTEND"], zone) if "DTEND" in values else begins + timedelta(microseconds=1)
    length = max(ends - begins, timedelta(microseconds=1))
    left_out = {_moment(p, each, zone) for p, dates in component.left_out for each in dates.split(",")}
    for start in _starts(values.get("RRULE"), begins, length, first, last):
        days = start.date(), (start + length - timedelta(microseconds=1)).date()
        if name and start not in left_out and days[0] <= last and first <= days[1]:
            yield DayEvent(name, *days)


def _starts(
    said: tuple[str, str] | None, begins: datetime, length: timedelta, first: date, last: date
) -> Iterator[datetime]:
    """When it begins: once, or each time in the span by its rule; wall time, as people live it."""
    rule = rule_of(said[1], begins.date(), last) if said is not None else None
    if rule is None:
        yield begins
        return
    since = max(first - length, begins.date())
    yield from (datetime.combine(day, begins.time()) for day in rule.days(since, last))


def _moment(parameters: str, value: str, zone: ZoneInfo) -> datetime:
    """A DATE or DATE-TIME as wall time of `zone`, without an offset."""
    value = value.strip()
    if len(value) == 8:
        return datetime.combine(date.fromisoformat(value), time())
    moment = datetime.fromisoformat(value.removesuffix("Z"))
    if value.endswith("Z"):
        return moment.replace(tzinfo=UTC).astimezone(zone).replace(tzinfo=None)
    named = re.search(r';TZID="?([^;":]+)', parameters, re.IGNORECASE)
    try:
        own = ZoneInfo(named[1]) if named else zone
    except (ZoneInfoNotFoundError, ValueError, OSError):
        own = zone
    return moment.replace(tzinfo=own).astimezone(zone).replace(tzinfo=None)
