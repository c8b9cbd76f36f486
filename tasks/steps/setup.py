"""The brand as configured, put down in the warehouse: name, zone, accounts, office hours."""

from collections.abc import Iterable
from datetime import date, datetime, timedelta
from typing import Literal

from sqlalchemy import Connection, text

import sql
from connectors.config import Brand
from tasks.core.digest.marks import Mark
from tasks.core.events import calendar_marks
from tasks.core.office import brand_spans
from tasks.core.planning import daily_minutes

# Office hours are laid out for the time that digests, deadlines and metrics look at.
SPAN_BEFORE = timedelta(days=400)
SPAN_AFTER = timedelta(days=60)


def note_brand(connection: Connection, brand: Brand, as_of: datetime) -> None:
    """Bring core.brand, core.account and core.office_span up to what `brand` says, around `as_of`."""
    connection.execute(
        text(sql.load("ops/brand.sql")),
        {"brand": brand.slug, "name": brand.name, "timezone": brand.timezone, "locale": brand.locale},
    )
    for account in brand.accounts:
        connection.execute(
            text(sql.load("ops/account.sql")),
            {
                "brand": brand.slug,
                "account": account.key,
                "platform": account.platform,
                "handle": account.handle,
            },
        )
    note_office_hours(connection, brand, as_of)
    note_calendar(connection, brand, as_of)


def note_calendar(connection: Connection, brand: Brand, as_of: datetime) -> None:
    """Bring core.calendar_event up to what `brand` says, as far as office hours are laid out."""
    first, last = laid_out(connection, brand, as_of - SPAN_BEFORE, as_of + SPAN_AFTER)
    lay_down(connection, brand, "config", calendar_marks(brand, first, last))


def lay_down(
    connection: Connection, brand: Brand, source: Literal["config", "calendar"], marks: Iterable[Mark]
) -> None:
    """Put what `source` says of the calendar in place of what it said."""
    ends = {(mark.kind, mark.name, mark.first): mark.last for mark in marks}
    connection.execute(
        text(sql.load("ops/calendar_replace.sql")),
        {
            "brand": brand.slug,
            "source": source,
            "kinds": [kind for kind, _, _ in ends],
            "names": [name for _, name, _ in ends],
            "first_days": [first_day for _, _, first_day in ends],
            "last_days": list(ends.values()),
        },
    )


def note_budget(connection: Connection, brand: Brand, as_of: datetime) -> None:
    """Keep the brand's minutes a day from the day of `as_of` on: a change does not change what past days were given."""
    values = {
        "brand": brand.slug,
        "day": as_of.astimezone(brand.zone).date(),
        "minutes": daily_minutes(brand.budget),
    }
    connection.execute(text(sql.load("ops/budget_note.sql")), values)


def note_office_hours(connection: Connection, brand: Brand, as_of: datetime) -> None:
    """Bring core.office_span up to what `brand` says, around `as_of` and as far back as it has interactions."""
    lay_out_office_hours(connection, brand, as_of - SPAN_BEFORE, as_of + SPAN_AFTER)


def lay_out_office_hours(connection: Connection, brand: Brand, start: datetime, end: datetime) -> None:
    """Lay out the brand's office hours anew over what was laid out before and `start` to `end`."""
    spans = brand_spans(brand, *laid_out(connection, brand, start, end))
    connection.execute(
        text(sql.load("ops/office_replace.sql")),
        {
            "brand": brand.slug,
            "opens": [opens for opens, _ in spans],
            "closes": [closes for _, closes in spans],
        },
    )


def laid_out(connection: Connection, brand: Brand, start: datetime, end: datetime) -> tuple[date, date]:
    """The first and last day (brand's zone) of what was laid out before and `start` to `end`."""
    known = connection.execute(text(sql.load("ops/office_known.sql")), {"brand": brand.slug}).one()
    first = min(filter(None, (known.first_at, start))).astimezone(brand.zone).date()
    last = max(filter(None, (known.last_at, end))).astimezone(brand.zone).date()
    return first, last
