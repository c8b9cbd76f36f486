"""Reads every figure of the marts by week, with its cases and interval, for the weekly review."""

from collections.abc import Iterable
from datetime import date, datetime, timedelta
from decimal import Decimal
from itertools import groupby
from typing import Any

from sqlalchemy import Connection, text

import sql
from connectors.config import Brand
from tasks.core.digest.bootstrap import Counted, waiting_band
from tasks.core.digest.rates import Rate
from tasks.core.digest.trends import Band, Point, Series, Trends, is_share

WEEKS = 8
_QUANTILES = {"km_median": 0.5, "km_p90": 0.1}
_RATIOS = {
    "stickiness", "engagement_rate", "engagement_per_post", "engagement_per_1000", "reply_minutes_estimated",
}  # fmt: skip
"""Quotients whose numerator does not count cases out of the denominator's: no interval of a share."""

_Bands = dict[tuple[date, str, str], Band]


def read_trends(connection: Connection, brand: Brand, start: date, as_of: datetime) -> Trends:
    """All series of the WEEKS weeks up to the one from the Monday `start`, as marts hold them.

    Shares of cases get Wilson's interval; the waiting times' median and p90 that of a bootstrap, of the cases as of
    `as_of` (aware).
    """
    first = start - timedelta(weeks=WEEKS - 1)
    rows = connection.execute(
        text(sql.load("board/weeks.sql")), {"brand": brand.slug, "first_week": first, "last_week": start}
    ).all()
    bands = _waiting_bands(connection, brand, first, start, as_of)
    series = (
        _series(*names, list(group), bands)
        for names, group in groupby(rows, key=lambda r: (r.metric, r.dimension, r.dimension_value, r.measure))
    )
    return Trends(tuple(first + timedelta(weeks=n) for n in range(WEEKS)), tuple(series))


def _series(metric: str, dimension: str, value: str, measure: str, rows: list[Any], bands: _Bands) -> Series:
    rates = {row.week: rate for row in rows if (rate := _rate(row.numerator, row.denominator)) is not None}
    has_cases = metric not in _RATIOS and len(rates) > 0 and is_share(rates.values())
    points = []
    for row in rows:
        rate = rates.get(row.week) if has_cases else None
        band = rate.interval() if rate is not None else bands.get((row.week, value, measure))
        n = rate.denominator if rate is not None else row.n
        points.append(Point(row.week, row.value, band if row.value is not None else None, n, rate))
    return Series(metric, dimension, value, measure, tuple(points))


def _rate(numerator: Decimal | None, denominator: Decimal | None) -> Rate | None:
    """Whole counts as a rate; None for what is none: minutes, counts without a base."""
    if (
        numerator is None
        or denominator is None
        or numerator != int(numerator)
        or denominator != int(denominator)
    ):
        return None
    return Rate(int(numerator), int(denominator))


def _waiting_bands(connection: Connection, brand: Brand, first: date, week: date, as_of: datetime) -> _Bands:
    bound = {
        "brand": brand.slug,
        "zone": brand.timezone,
        "first_day": first,
        "last_day": week,
        "as_of": as_of,
    }
    rows = connection.execute(text(sql.load("board/first_reply_weeks.sql")), bound).all()
    bands: _Bands = {}
    for (day, clock), group in groupby(rows, key=lambda row: (row.day, row.clock)):
        cells = _cells(group)
        for measure, still_waiting in _QUANTILES.items():
            if (band := waiting_band(cells, still_waiting)) is not None:
                bands[day, clock, measure] = band
    return bands


def _cells(rows: Iterable[Any]) -> list[Counted]:
    """By time; of one time those answered before those who wait on."""
    cells = [Counted(float(row.seconds), row.cases, row.is_answered) for row in rows]
    return sorted(cells, key=lambda cell: (cell.value, not cell.is_over))
