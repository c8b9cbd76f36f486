"""Reads the figures that the digests quote: past days and weeks from the marts, the running ones live."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any

from sqlalchemy import Connection, text

import sql
from connectors.config import Brand
from tasks import marts
from tasks.core.digest.bootstrap import Counted, mean_band, median_band, spread
from tasks.core.digest.clock import Clock
from tasks.core.digest.figures import DayRate, Figures, GroupRate, Spread, WeekSpread, Workload
from tasks.core.digest.rates import Rate
from tasks.core.digest.view import Flow

WEEKS = 8
DAYS = 14
_DAILY = ["rule_24h", "growth_quality", "net_active"]
_WEEKLY = [
    "rule_24h", "coverage", "retention", "response_rate", "ugc_posts", "ugc_creators", "replies_sent",
    "replies_outside_hours", "reply_minutes_estimated", "agreement",
]  # fmt: skip


@dataclass(frozen=True, slots=True)
class _Row:
    """A figure, from the marts or live."""

    day: date
    metric: str
    dimension: str
    dimension_value: str
    numerator: Any
    denominator: Any
    value: float | None
    why_unknown: str | None = None

    @property
    def is_unknown(self) -> bool:
        return self.why_unknown is not None and self.value is None

    @property
    def rate(self) -> Rate:
        numerator, denominator = int(self.numerator or 0), int(self.denominator or 0)
        return Rate(numerator, denominator, self.why_unknown or "", self.is_unknown)


def read_figures(connection: Connection, brand: Brand, flow: Flow, as_of: datetime) -> Figures:
    """The figures for a digest of `flow` as of `as_of` (aware).

    The weekly review gets the last whole week (Monday to Sunday in the brand's zone) and the weeks before it; the
    others the last seven days, today as it stands. Of a day or week that marts do not hold: nothing.
    """
    clock = Clock(brand.zone, brand.locale, as_of)
    if flow == "weekly-review":
        return _week(connection, brand, clock.last_monday(), as_of)
    return _day(connection, brand, clock.today, as_of)


def _day(connection: Connection, brand: Brand, today: date, as_of: datetime) -> Figures:
    now = marts.live(connection, brand.slug, today, as_of)
    recent = [_Row(f.day, f.metric, f.dimension, f.dimension_value, f.numerator, f.denominator, f.value,
                   f.why_unknown) for f in now.figures]  # fmt: skip
    first, before = today - timedelta(days=DAYS - 1), today - timedelta(days=7)
    past = _rows(connection, "figures_daily", brand, metrics=_DAILY, first_day=first, last_day=before)
    rule = [*_of(past, "rule_24h"), *_of(recent, "rule_24h")]
    return Figures(
        rule_today=_sum(_of(recent, "rule_24h", today)),
        rule_week=_sum(_of(recent, "rule_24h")),
        rule_before=_sum(_of(past, "rule_24h")),
        rule_days=tuple(DayRate(row.day, row.rate) for row in rule),
        rule_by_tier=_groups(recent, "rule_24h", "tier"),
        coverage=_groups(recent, "coverage", "tier"),
        first_reply=_spread(
            (m.measure, m.n, m.censored, m.value, m.why_unknown)
            for m in now.measures
            if m.metric == "first_reply_time" and m.dimension_value == "wall"
        ),
    )


def _week(connection: Connection, brand: Brand, week: date, as_of: datetime) -> Figures:
    first, last_day = week - timedelta(weeks=WEEKS - 1), week + timedelta(days=6)
    before = week - timedelta(weeks=1)
    weekly = _rows(connection, "figures_weekly", brand, metrics=_WEEKLY, first_week=first, last_week=week)
    daily = _rows(
        connection,
        "figures_daily",
        brand,
        metrics=_DAILY,
        first_day=week - timedelta(days=7),
        last_day=last_day,
    )
    last = [row for row in daily if row.day == last_day]
    return Figures(
        rule_week=_sum(_of(weekly, "rule_24h", week)),
        rule_before=_sum(_of(weekly, "rule_24h", before)),
        rule_days=tuple(DayRate(row.day, row.rate) for row in _of(daily, "rule_24h")),
        rule_weeks=tuple(DayRate(row.day, row.rate) for row in _of(weekly, "rule_24h")),
        rule_by_tier=_groups([r for r in weekly if r.day == week], "rule_24h", "tier"),
        first_reply=_first_reply(connection, brand, last_day),
        depth_weeks=_depth(connection, brand, first, week, as_of),
        retention_weeks=tuple(DayRate(row.day, row.rate) for row in _of(weekly, "retention")),
        coverage=_groups([r for r in weekly if r.day == week], "coverage", "tier"),
        coverage_before=_groups([r for r in weekly if r.day == before], "coverage", "tier"),
        growth=_sum(_of(last, "growth_quality")),
        net_active=_count(_of(last, "net_active")),
        response=_sum(r for r in weekly if r.day == week and r.metric == "response_rate" and r.denominator
                      and r.dimension_value == "followers"),
        ugc_posts=_count(_of(weekly, "ugc_posts", week)),
        ugc_creators=_count(_of(weekly, "ugc_creators", week)),
        agreement=_sum(_of(weekly, "agreement", week)),
        workload=_workload([r for r in weekly if r.day == week]),
    )  # fmt: skip


def _depth(
    connection: Connection, brand: Brand, first: date, week: date, as_of: datetime
) -> tuple[WeekSpread, ...]:
    bound = {
        "brand": brand.slug,
        "zone": brand.timezone,
        "first_day": first,
        "last_day": week,
        "as_of": as_of,
    }
    by_week: dict[date, list[Counted]] = {}
    for row in connection.execute(text(sql.load("board/depth_weeks.sql")), bound):
        by_week.setdefault(row.day, []).append(Counted(row.depth, row.threads))
    gaps = {
        row.week: row.why_unknown for row in connection.execute(text(sql.load("board/depth_gaps.sql")), bound)
    }
    return tuple(WeekSpread(day, _depth_spread(cells, gaps.get(day, ""))) for day, cells in by_week.items())


def _depth_spread(cells: list[Counted], gap: str) -> Spread:
    n, mean, median, p90 = spread(cells)
    return Spread(n, median, p90, mean, mean_band=mean_band(cells), median_band=median_band(cells), gap=gap)


def _first_reply(connection: Connection, brand: Brand, day: date) -> Spread | None:
    bound = {"brand": brand.slug, "metric": "first_reply_time", "dimension": "clock", "dimension_value": "wall",
             "first_day": day, "last_day": day}  # fmt: skip
    rows = connection.execute(text(sql.load("board/figures_spread.sql")), bound)
    return _spread((row.measure, row.n, row.censored, row.value, row.why_unknown) for row in rows)


def _workload(rows: Iterable[_Row]) -> Workload:
    found = {row.metric: row for row in rows if row.dimension == "all"}
    replies, outside = found.get("replies_sent"), found.get("replies_outside_hours")
    minutes = found.get("reply_minutes_estimated")
    if replies is not None and replies.is_unknown:
        return Workload(why_unknown=replies.why_unknown or "")
    return Workload(
        minutes_used=float(minutes.numerator) if minutes and minutes.numerator is not None else None,
        minutes_budgeted=float(minutes.denominator) if minutes and minutes.denominator is not None else None,
        replies=int(replies.numerator or 0) if replies else None,
        after_hours=int(outside.numerator) if outside and outside.numerator is not None else None,
    )


def _rows(connection: Connection, model: str, brand: Brand, **bound: object) -> list[_Row]:
    result = connection.execute(text(sql.load(f"board/{model}.sql")), {"brand": brand.slug, **bound})
    return [_Row(**row) for row in result.mappings()]


def _of(rows: Iterable[_Row], metric: str, day: date | None = None) -> list[_Row]:
    return [r for r in rows if r.metric == metric and r.dimension == "all" and (day is None or r.day == day)]


def _sum(rows: Iterable[_Row]) -> Rate | None:
    found = list(rows)
    if not found:
        return None
    gap = next((row.why_unknown for row in found if row.why_unknown), "")
    known = [row.rate for row in found if not row.is_unknown]
    told = known or [row.rate for row in found]
    return Rate(sum(r.numerator for r in told), sum(r.denominator for r in told), gap, not known)


def _groups(rows: Iterable[_Row], metric: str, dimension: str) -> tuple[GroupRate, ...]:
    sums: dict[str, list[_Row]] = {}
    for row in rows:
        if row.metric == metric and row.dimension == dimension:
            sums.setdefault(row.dimension_value, []).append(row)
    return tuple(GroupRate(name, rate) for name, group in sorted(sums.items()) if (rate := _sum(group)))


def _count(rows: Iterable[_Row]) -> int | None:
    """The sum of counts; None: there is none, or one of them is not known."""
    found = list(rows)
    values = [int(row.numerator) for row in found if row.numerator is not None]
    return sum(values) if values and not any(row.is_unknown for row in found) else None


def _spread(measures: Iterable[tuple[str, int, int, float | None, str | None]]) -> Spread | None:
    found = {measure: (n, censored, value, why) for measure, n, censored, value, why in measures}
    if not found:
        return None
    n, censored, _, why_unknown = next(iter(found.values()))

    def value(*names: str) -> float | None:
        return next((found[name][2] for name in names if name in found), None)

    return Spread(
        n=n,
        median=value("km_median", "median"),
        p90=value("km_p90", "p90"),
        mean=value("mean"),
        naive_median=value("naive_median"),
        censored=censored,
        gap=why_unknown or "",
    )
