"""Reads when people wrote and when answers led on, for the weekly review."""

from datetime import date, datetime, timedelta

from sqlalchemy import Connection, text

import sql
from connectors.config import Brand
from tasks.core.digest.week_hours import HourCount, WeekHours

WEEKS = 8


def read_hours(connection: Connection, brand: Brand, start: date, as_of: datetime) -> WeekHours:
    """The eight weeks up to the one from the Monday `start`, each day as it stood at its end.

    `as_of` (aware): days after it are not read. Of days that marts do not hold: nothing.
    """
    first = start - timedelta(weeks=WEEKS - 1)
    last = min(start + timedelta(days=6), as_of.astimezone(brand.zone).date())
    bound = {"brand": brand.slug, "first_day": first, "last_day": last}
    rows = connection.execute(text(sql.load("board/week_hours.sql")), bound).mappings()
    unknown = connection.execute(text(sql.load("board/hours_unknown.sql")), bound).scalar_one()
    return WeekHours(first, last, tuple(HourCount(**row) for row in rows), unknown)
