"""Which days a recompute computes: those that wait in ops.touched_day, those that passed, and those known anew.

Usually all of them at once. After a backfill many days wait, each of which reaches nearly every later one; then a scan
computes the newest and leaves the rest, and a backfill puts every later day into the queue too (`lay_out`) and
computes the queue from its old end on, a stretch at a time: each day once, for what a day reaches waits behind it.
So that the newest days tell newcomers from those who came long ago, a scan notes who did something on all of them.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from sqlalchemy import Connection, text

import sql
from tasks import unknown
from tasks.marts_models import definitions

MANY = 62
"""So many days that wait are computed at once, with all they reach."""
NEWEST = 14
"""Where more wait, a scan computes so many of them, and leaves them in the queue with the rest."""


@dataclass(frozen=True, slots=True)
class Span:
    """What marts hold or shall hold of a brand: days `first` to `last` of its zone, evaluated at `at`."""

    first: date
    last: date
    at: datetime

    def days(self) -> list[date]:
        """Every day of it."""
        return days_between(self.first, self.last)


@dataclass(frozen=True, slots=True)
class Newest:
    """Of more than MANY days that wait, the newest ones: what a scan has time for."""


@dataclass(frozen=True, slots=True)
class Stretch:
    """The days `first` to `last`, taken from a queue that holds every later day as well: see `lay_out`."""

    first: date
    last: date


Part = Newest | Stretch
Wanted = tuple[set[date], set[date]]
"""Days whose change reaches further (touched, or known otherwise than before), and days for their own sake."""


def lock(connection: Connection, brand: str) -> None:
    """One recompute of the brand's marts at a time, until the transaction ends."""
    connection.execute(text(sql.load("metrics/store/lock.sql")), {"brand": brand})


def define(connection: Connection, brand: str, zone: str) -> None:
    """Where marts were computed by definitions of before, all their days wait from now on."""
    values = {"brand": brand, "zone": zone, "definitions": definitions()}
    connection.execute(text(sql.load("metrics/store/defined_anew.sql")), values)


def state(connection: Connection, brand: str) -> Any:
    """What the brand's marts hold: computed_from, computed_through, windows_seen_at; None before the first time."""
    return connection.execute(text(sql.load("metrics/store/state.sql")), {"brand": brand}).one_or_none()


def set_state(connection: Connection, brand: str, span: Span) -> None:
    """Marts hold `span`, or will when the queue is empty."""
    values = {"brand": brand, "first_day": span.first, "at": span.at, "definitions": definitions()}
    connection.execute(text(sql.load("metrics/store/set_state.sql")), values)


def trim(connection: Connection, brand: str, span: Span) -> None:
    """Remove what marts hold from before `span`, if anything."""
    connection.execute(text(sql.load("metrics/store/trim.sql")), {"brand": brand, "first_day": span.first})


def held_and_wanted(
    connection: Connection, brand: str, zone: str, as_of: datetime
) -> tuple[Any, Span | None]:
    """The marts' `state`, and what they shall hold at the later of `as_of` and when they were last computed."""
    held = state(connection, brand)
    return held, _span(connection, brand, zone, max(as_of, held.computed_through) if held else as_of)


def _span(connection: Connection, brand: str, zone: str, at: datetime) -> Span | None:
    """From the first interaction's day to the day of `at`; None while there is no interaction."""
    query = text(sql.load("metrics/store/first_day.sql"))
    first = connection.execute(query, {"brand": brand, "zone": zone, "at": at}).scalar_one()
    return None if first is None else Span(first, at.astimezone(ZoneInfo(zone)).date(), at)


def take_all(connection: Connection, brand: str) -> set[date]:
    """Every day that waits, taken from the queue."""
    return days_of(connection, "metrics/store/take_touched.sql", brand=brand)


def is_much(connection: Connection, brand: str, zone: str, as_of: datetime) -> bool:
    """Whether more than MANY days wait."""
    held, span = held_and_wanted(connection, brand, zone, as_of)
    return span is not None and len(_waiting(connection, brand, span) | _past(span, held)) > MANY


def wanted(
    connection: Connection, brand: str, zone: str, span: Span, held: Any, touched: set[date], since: set[date]
) -> Wanted:
    """All of `touched` and of `since`, and what is known otherwise than when the marts were last computed."""
    fresh = since | _planned(connection, brand, held)
    known_anew = _known_anew(connection, brand, zone, span, held, touched | fresh)
    return touched | known_anew, fresh


def wanted_part(
    connection: Connection, brand: str, zone: str, span: Span, held: Any, part: Part, since: set[date]
) -> Wanted:
    """The same for a part of the queue; what else must be computed is put into it."""
    past = _past(span, held)
    _put(connection, brand, past)
    if isinstance(part, Stretch):
        # None of them in the queue: somebody else has computed them meanwhile.
        bounds = {"first_day": part.first, "last_day": part.last}
        is_due = days_of(connection, "backfill/take_days.sql", brand=brand, **bounds)
        touched, own = set[date](), set(days_between(part.first, part.last)) if is_due else set()
    else:
        touched, own = set(sorted(_waiting(connection, brand, span))[-NEWEST:]), set[date]()
    fresh = (since - past) | own | _planned(connection, brand, held)
    known_anew = _known_anew(connection, brand, zone, span, held, touched | fresh)
    here = {day for day in known_anew if touched and day >= min(touched)}
    _put(connection, brand, known_anew - here - own)
    return touched | here, fresh


def take_people(connection: Connection, brand: str, span: Span) -> set[date]:
    """The days of the queue of which it is not noted yet who did something, since they were touched; now it is."""
    bounds = {"first_day": span.first, "last_day": span.last}
    return days_of(connection, "metrics/store/take_people.sql", brand=brand, **bounds)


def lay_out(connection: Connection, brand: str, zone: str, as_of: datetime) -> list[tuple[date, int]]:
    """Where more than MANY days wait: every day from the first of them on, with its interactions; all wait now.

    None otherwise: a plain recompute does it. In the connection's transaction; holds up no one for long.
    """
    lock(connection, brand)
    define(connection, brand, zone)
    held, span = held_and_wanted(connection, brand, zone, as_of)
    if span is None or not is_much(connection, brand, zone, as_of):
        return []
    known_anew = _known_anew(connection, brand, zone, span, held, set())
    waiting = _waiting(connection, brand, span) | _past(span, held) | known_anew
    todo = days_between(max(min(waiting), span.first), span.last)
    _put(connection, brand, todo)
    if held is None:
        connection.execute(text(sql.load("metrics/store/forget.sql")), {"brand": brand})
    trim(connection, brand, span)
    set_state(connection, brand, span)
    return volumes(connection, brand, zone, todo)


def volumes(connection: Connection, brand: str, zone: str, days: list[date]) -> list[tuple[date, int]]:
    """Each of `days` (in order) with how many interactions it holds."""
    if not days:
        return []
    values = {"brand": brand, "zone": zone, "first_day": days[0], "last_day": days[-1]}
    rows = connection.execute(text(sql.load("backfill/volumes.sql")), values)
    found = {row.day: row.interactions for row in rows}
    return [(day, found.get(day, 0)) for day in days]


def fresh_days(span: Span, held: Any, as_of: datetime, zone: str) -> set[date]:
    """Days that marts do not hold yet or held half-filled: since the last time, and before its first day."""
    days = _past(span, held)
    if as_of > held.computed_through:
        days |= set(
            days_between(max(held.computed_through.astimezone(ZoneInfo(zone)).date(), span.first), span.last)
        )
    return days


def days_between(first: date, last: date) -> list[date]:
    """Every day from `first` to `last`."""
    return [first + timedelta(days=n) for n in range((last - first).days + 1)]


def days_of(connection: Connection, name: str, **parameters: Any) -> set[date]:
    """The days that the file `name` of sql/ selects."""
    return set(connection.execute(text(sql.load(name)), parameters).scalars())


def _past(span: Span, held: Any) -> set[date]:
    """Days before the first one that marts hold; all of them before the first time."""
    return set(span.days()) if held is None else set(days_between(span.first, held.computed_from)[:-1])


def _planned(connection: Connection, brand: str, held: Any) -> set[date]:
    seen_at = held.windows_seen_at if held else None
    return days_of(connection, "metrics/store/planned_days.sql", brand=brand, seen_at=seen_at)


def _known_anew(
    connection: Connection, brand: str, zone: str, span: Span, held: Any, days: set[date]
) -> set[date]:
    """The days of which something else is known now, looked for among `days` and those of windows that changed."""
    if held is None:
        looked_at = set(span.days())
    else:
        looked_at = unknown.candidates(connection, brand, zone, (span.first, span.last), held.windows_seen_at)
    return unknown.refresh(connection, brand, zone, looked_at | days, span.at)


def _waiting(connection: Connection, brand: str, span: Span) -> set[date]:
    """The days of the queue that marts hold or shall hold."""
    found = days_of(connection, "backfill/waiting_days.sql", brand=brand)
    return {day for day in found if span.first <= day <= span.last}


def _put(connection: Connection, brand: str, days: Iterable[date]) -> None:
    connection.execute(text(sql.load("backfill/put_days.sql")), {"brand": brand, "days": sorted(days)})
