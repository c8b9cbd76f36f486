"""Reads what the brand's posts drew and which counts of engagement to mind, for the weekly review."""

from datetime import date, datetime, timedelta
from typing import Any

from sqlalchemy import Connection, text

import sql
from connectors.config import Brand
from tasks.core.digest.clock import Clock
from tasks.core.digest.week_content import PostTalk, WeekContent, compare
from tasks.core.digest.week_engagement import EngagementFlag, WeekEngagement

WEEKS = 8


def read_content(connection: Connection, brand: Brand, start: date, as_of: datetime) -> WeekContent:
    """Own posts whose first 72 hours ended in the eight weeks up to the one from the Monday `start`, compared.

    `as_of` (aware): posts whose 72 hours ended on a later day are not read. Of days that marts do not hold: nothing.
    """
    first = start - timedelta(weeks=WEEKS - 1)
    last = min(start + timedelta(days=6), as_of.astimezone(brand.zone).date())
    rows = _rows(connection, brand, "week_content", first_day=first, last_day=last)
    posts = [PostTalk(**row | {"hashtags": tuple(row["hashtags"])}) for row in rows]
    return compare(posts, brand.zone, first, last)


def read_engagement(connection: Connection, brand: Brand, start: date, as_of: datetime) -> WeekEngagement:
    """What to mind in the snapshots of the week from the Monday `start`, up to its end or `as_of` (aware)."""
    clock = Clock(brand.zone, brand.locale, as_of)
    end = clock.start_of_day(start + timedelta(days=7)) - timedelta(microseconds=1)
    span = {"since": clock.start_of_day(start), "until_at": min(end, as_of), "zone": brand.timezone}
    return WeekEngagement(
        tuple(EngagementFlag(**row) for row in _rows(connection, brand, "engagement_flags", **span))
    )


def _rows(connection: Connection, brand: Brand, model: str, **bound: object) -> list[dict[str, Any]]:
    result = connection.execute(text(sql.load(f"board/{model}.sql")), {"brand": brand.slug, **bound})
    return [dict(row) for row in result.mappings()]
