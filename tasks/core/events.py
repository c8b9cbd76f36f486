"""The brand's calendar as marks: public holidays by name, days away, events, campaigns and contests of rapport.toml."""

from datetime import date, timedelta

import holidays

from connectors.config import Brand
from tasks.core.digest.marks import Mark


def calendar_marks(brand: Brand, first: date, last: date) -> tuple[Mark, ...]:
    """What the calendar of `brand` says of the days `first` to `last` (both in it), in order of time.

    A campaign without an end lasts to `last`. The same public holidays as `tasks.core.office.public_holidays`, in
    English where the tables have it.
    """
    found = [Mark(e.first, e.last, e.name, "event") for e in brand.events]
    found += [Mark(c.first, c.until or max(last, c.first), c.name, "campaign") for c in brand.campaigns]
    found += [Mark(*c.days(brand.zone), c.name, "contest") for c in brand.contests]
    found += _holidays(brand.holidays, first, last)
    found += [Mark(day, day, "Day away", "away") for day in brand.away]
    inside = {mark for mark in found if mark.touches(first, last)}
    return tuple(sorted(inside, key=lambda mark: (mark.first, mark.last, mark.kind, mark.name)))


def _holidays(code: str | None, first: date, last: date) -> list[Mark]:
    if code is None:
        return []
    country, _, subdivision = code.partition("-")
    years = range(first.year, last.year + 1)
    named = holidays.country_holidays(country, subdiv=subdivision or None, years=years, language="en_US")
    days = (first + timedelta(days=n) for n in range((last - first).days + 1))
    return [Mark(day, day, str(named[day]), "holiday") for day in days if day in named]
