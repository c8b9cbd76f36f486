"""Events of an iCalendar file (RFC 5545) or address, as days: what a brand's series are marked with."""

import re
from collections.abc import Container, Iterable, Iterator
from contextlib import suppress
from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta
from itertools import islice
from pathlib import Path
from urllib.parse import urlsplit
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from connectors.errors import ConnectorError, Denied, Malformed
from connectors.icalendar_rules import Rule, rule_of

MOST_BYTES = 5_000_000
MOST_EVENTS = 5_000
MOST_FOUND = 20_000
"""Times that one calendar marks; of more, the first ones in the file."""
MOST_LOOKS = 2_000_000
"""Days that rules are asked about (some seconds); what comes behind in the file is left out."""
LONGEST_REPEATED = timedelta(days=31)
"""What comes again and lasts longer is looked for no further back."""
_LINE = re.compile(r'([A-Za-z0-9-]+)((?:;[A-Za-z0-9-]+=(?:"[^"]*"|[^;:"])*)*):(.*)', re.DOTALL)
_DURATION = re.compile(r"P(?:(\d+)W)?(?:(\d+)D)?(?:T(?:(\d+)H)?(?:(\d+)M)?(?:(\d+)S)?)?")
_UNTIL = re.compile(r"(?<=UNTIL=)\d{8}T\d{6}Z", re.IGNORECASE)
_UTC = ZoneInfo("UTC")
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

    Repeated ones (RRULE by days, weeks, months, years; EXDATE) once each time, but for times that were moved or
    cancelled by themselves (RECURRENCE-ID). An event that cannot be read is left out: one broken event is no reason
    to lose the others. Times without a zone, or in one nobody knows, are `zone`'s.
    """
    found: set[DayEvent] = set()
    components = list(islice(_components(text), MOST_EVENTS))
    replaced = _replaced(components, zone)
    looks = 0
    for component in components:
        if looks > MOST_LOOKS:
            break
        try:
            times = _Times(component, zone, replaced)
            looks += times.looks(first, last)
            found.update(islice(times.days(first, last), MOST_FOUND - len(found)))
        except (ValueError, OverflowError, TypeError):
            continue
    return sorted(found, key=lambda event: (event.first, event.last, event.name))


def _replaced(components: Iterable[_Component], zone: ZoneInfo) -> set[tuple[str, datetime]]:
    """The times of repeated events (by UID) that an event of their own took the place of."""
    found = set()
    for values in (each.values for each in components):
        if {"UID", "RECURRENCE-ID"} <= values.keys():
            with suppress(ValueError, OverflowError):
                found.add((values["UID"][1].strip(), _moment(*values["RECURRENCE-ID"], zone)))
    return found


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


class _Times:
    """When one event is on, in the wall time of the brand. Raises ValueError or OverflowError where it says no time."""

    def __init__(
        self, component: _Component, zone: ZoneInfo, replaced: Container[tuple[str, datetime]]
    ) -> None:
        self._values, self._zone, self._replaced = component.values, zone, replaced
        self._left_out = {
            _moment(parameters, each, zone)
            for parameters, dates in component.left_out
            for each in dates.split(",")
        }
        parameters, value = self._said("DTSTART")
        self._begins, self._own = _wall(
            parameters, value, zone
        )  # by the clock of its own zone: its weekdays are meant
        self._length = max(self._long(), timedelta(microseconds=1))

    def _said(self, name: str) -> tuple[str, str]:
        return self._values.get(name, ("", ""))

    def _long(self) -> timedelta:
        if "DTEND" in self._values:
            return _moment(*self._values["DTEND"], self._zone) - self._in_brands(self._begins)
        found = _DURATION.fullmatch(self._said("DURATION")[1].strip().upper())
        weeks, days, hours, minutes, seconds = (int(n or 0) for n in found.groups()) if found else (0,) * 5
        return timedelta(weeks=weeks, days=days, hours=hours, minutes=minutes, seconds=seconds)

    def _in_brands(self, moment: datetime) -> datetime:
        return moment.replace(tzinfo=self._own).astimezone(self._zone).replace(tzinfo=None)

    def _rule(self, last: date) -> Rule | None:
        if "RRULE" not in self._values:
            return None
        text = _UNTIL.sub(lambda said: f"{_moment('', said[0], self._own):%Y%m%d}", self._said("RRULE")[1])
        return rule_of(text, self._begins.date(), last)

    def _asked(self, first: date, last: date) -> tuple[date, date]:
        """The days on which a time may begin that touches the span; a zone may be a day ahead or behind."""
        back = min(self._length, LONGEST_REPEATED) + timedelta(days=1)
        return max(first - back, self._begins.date()), last + timedelta(days=1)

    def looks(self, first: date, last: date) -> int:
        """How many days the rule has to be asked about."""
        since, until = self._asked(first, last)
        rule = self._rule(until)
        if rule is None:
            return 1
        return max((min(until, rule.until) - (since if rule.count is None else rule.begins)).days, 1)

    def days(self, first: date, last: date) -> Iterator[DayEvent]:
        """The event, each time it has a day in `first` to `last`; nothing when it is cancelled or has no name."""
        is_cancelled = self._said("STATUS")[1].strip().upper() == "CANCELLED"
        name = " ".join(
            _ESCAPE.sub(lambda e: " " if e[1] in "nN" else e[1], self._said("SUMMARY")[1]).split()
        )[:200]
        if is_cancelled or not name:
            return
        since, until = self._asked(first, last)
        rule = self._rule(until)
        days = rule.days(since, until) if rule is not None else (self._begins.date(),)
        for start in (self._in_brands(datetime.combine(day, self._begins.time())) for day in days):
            on = start.date(), (start + self._length - timedelta(microseconds=1)).date()
            if on[0] <= last and first <= on[1] and not self._is_left_out(start):
                yield DayEvent(name, *on)

    def _is_left_out(self, start: datetime) -> bool:
        is_replaced = (self._said("UID")[1].strip(), start) in self._replaced
        return start in self._left_out or (is_replaced and "RECURRENCE-ID" not in self._values)


def _moment(parameters: str, value: str, zone: ZoneInfo) -> datetime:
    """A DATE or DATE-TIME as wall time of `zone`, without an offset."""
    moment, own = _wall(parameters, value, zone)
    return moment.replace(tzinfo=own).astimezone(zone).replace(tzinfo=None)


def _wall(parameters: str, value: str, zone: ZoneInfo) -> tuple[datetime, ZoneInfo]:
    """A DATE or DATE-TIME as it is written, and the zone it is written in; a date is one of `zone`."""
    value = value.strip()
    if len(value) == 8:
        return datetime.combine(date.fromisoformat(value), time()), zone
    moment = datetime.fromisoformat(value.removesuffix("Z")).replace(tzinfo=None)
    if value.endswith("Z"):
        return moment, _UTC
    named = re.search(r';TZID="?([^;":]+)', parameters, re.IGNORECASE)
    try:
        return moment, ZoneInfo(named[1]) if named else zone
    except (ZoneInfoNotFoundError, ValueError, OSError):
        return moment, zone
