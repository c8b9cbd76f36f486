"""Reads every figure of the marts by week, with its cases and interval, for the weekly review."""

from collections.abc import Iterable
from datetime import date, datetime, timedelta
from itertools import groupby
from typing import Any

from sqlalchemy import Connection, text

import sql
from connectors.config import Brand
from tasks.core.digest.board import DayVolume
from tasks.core.digest.bootstrap import Counted, waiting_band
from tasks.core.digest.rates import Rate
from tasks.core.digest.trends import Band, Point, Series, Trends, is_share

WEEKS = 8
_QUANTILES = {"km_median": 0.5, "km_p90": 0.1}
_RATIOS = {
    "stickiness", "engagement_rate", "engagement_per_post", "engagement_per_1000", "reply_minutes_estimated",
}  # fmt: skip
"""Quotients whose numerator does not count cases out of the denominator's: no interval of a share."""
_LOOKING_BACK = ["growth_quality", "net_active"]
SUMMED = ["answers_led_on", "engagement_per_1000"]
"""Metrics kept by day only: the week's figure is that of its Sunday, or its days added up."""

_TIERS = ("T1", "T2", "T3", "T4")
_Bands = dict[tuple[date, str, str], Band]


def read_trends(connection: Connection, brand: Brand, start: date, as_of: datetime) -> Trends:
    """All series of the WEEKS weeks up to the one from the Monday `start`, as marts hold them.

    Shares of cases get Wilson's interval; the waiting times' median and p90 that of a bootstrap, of the cases as of
    `as_of` (aware).
    """
    first = start - timedelta(weeks=WEEKS - 1)
    bound = {
        "brand": brand.slug, "first_week": first, "last_week": start, "looking_back": _LOOKING_BACK, "summed": SUMMED,
    }  # fmt: skip
    rows = connection.execute(text(sql.load("board/weeks.sql")), bound).all()
    bands = _waiting_bands(connection, brand, first, start, as_of)
    series = (
        _series(*names, list(group), bands)
        for names, group in groupby(rows, key=lambda r: (r.metric, r.dimension, r.dimension_value, r.measure))
    )
    return Trends(tuple(first + timedelta(weeks=n) for n in range(WEEKS)), tuple(series))


def read_volume_days(connection: Connection, brand: Brand, start: date) -> tuple[DayVolume, ...]:
    """What came in by tier on the days of the week from the Monday `start`, and of the one before."""
    bound = {
        "brand": brand.slug, "metrics": ["volume"], "first_day": start - timedelta(days=7),
        "last_day": start + timedelta(days=6),
    }  # fmt: skip
    rows = connection.execute(text(sql.load("board/figures_daily.sql")), bound)
    return tuple(
        DayVolume(row.day, row.dimension_value, int(row.numerator))
        for row in rows
        if row.dimension == "tier" and row.dimension_value in _TIERS and row.numerator is not None
    )


def _series(metric: str, dimension: str, value: str, measure: str, rows: list[Any], bands: _Bands) -> Series:
    rates = {row.week: rate for row in rows if (rate := _rate(row)) is not None}
    has_cases = metric not in _RATIOS and len(rates) > 0 and is_share(rates.values())
    points = []
    for row in rows:
        rate = rates.get(row.week) if has_cases else None
        band = rate.interval() if rate is not None else bands.get((row.week, value, measure))
        n = rate.denominator if rate is not None else row.n
        shown = band if row.value is not None else None
        points.append(Point(row.week, row.value, shown, n, rate, row.why_unknown or ""))
    return Series(metric, dimension, value, measure, tuple(points))


def _rate(row: Any) -> Rate | None:
    """Whole counts as a rate; None for what is none: minutes, counts without a base."""
    counts = row.numerator, row.denominator
    if any(count is None or count != int(count) for count in counts):
        return None
    is_unknown = row.why_unknown is not None and row.value is None
    return Rate(int(row.numerator), int(row.denominator), row.why_unknown or "", is_unknown)


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
