"""Reads who was heard, how replies sounded and the minutes, for the weekly review."""

from collections.abc import Iterable
from dataclasses import replace
from datetime import date, datetime, timedelta
from itertools import groupby
from typing import Any

from sqlalchemy import Connection, text

import sql
from connectors.config import Brand
from tasks.core.digest.bootstrap import Counted, mean_band
from tasks.core.digest.clusters import effect_of
from tasks.core.digest.rates import Rate
from tasks.core.digest.week_equity import NOBODY, Heard, Minutes, Ratio, Sound, WeekEquity

WEEKS = 8


def read_equity(connection: Connection, brand: Brand, start: date, as_of: datetime) -> WeekEquity:
    """The WEEKS weeks up to the one from the Monday `start`, as marts hold them; likeness as of `as_of` (aware)."""
    bound = {"brand": brand.slug, "first_week": start - timedelta(weeks=WEEKS - 1), "last_week": start}
    rows = connection.execute(text(sql.load("board/week_equity.sql")), bound).all()
    by_week = {
        week: {(row.metric, row.dimension_value): row for row in group}
        for week, group in groupby(rows, key=lambda row: row.week)
    }
    this, before = by_week.get(start, {}), by_week.get(start - timedelta(weeks=1), {})
    return WeekEquity(
        weeks=tuple(_heard(week, found) for week, found in by_week.items()),
        sound=_sound(this, before, _likeness(connection, brand, start, as_of)),
        minutes=Minutes(_value(this, "minutes_planned"), _value(this, "minutes_budgeted")),
    )


def _heard(week: date, found: dict[tuple[str, str], Any]) -> Heard:
    newcomers, others, small, larger = (
        designed(_rate(found, "equity_coverage", group), found.get(("equity_people", group)))
        for group in ("newcomers", "others", "small", "larger")
    )
    return Heard(week, Ratio(newcomers, others), Ratio(small, larger))


def designed(rate: Rate, people: Any) -> Rate:
    """`rate` with the design effect that a row of equity_people (apart, people) says; None: it says none."""
    if people is None or people.numerator is None or not people.denominator or not rate.denominator:
        return rate
    share = rate.numerator / rate.denominator
    return replace(
        rate, design=effect_of(float(people.numerator), int(people.denominator), rate.denominator, share)
    )


def _sound(
    this: dict[tuple[str, str], Any], before: dict[tuple[str, str], Any], cells: list[Counted]
) -> Sound:
    distinctness = _value(this, "distinctness")
    return Sound(
        authentic=_rate(this, "authenticity"),
        before=_rate(before, "authenticity"),
        distinctness=distinctness,
        distinctness_band=mean_band(cells) if distinctness is not None else None,
        compared=sum(cell.count for cell in cells),
        alike=_rate(this, "reply_warnings", "alike").numerator,
        stock=_rate(this, "reply_warnings", "stock").numerator,
        unrelated=_rate(this, "reply_warnings", "unrelated").numerator,
    )


def _likeness(connection: Connection, brand: Brand, start: date, as_of: datetime) -> list[Counted]:
    bound = {"brand": brand.slug, "zone": brand.timezone, "week": start, "as_of": as_of}
    rows: Iterable[Any] = connection.execute(text(sql.load("board/week_likeness.sql")), bound)
    return [Counted(float(row.unlikeness), row.replies) for row in rows]


def _rate(found: dict[tuple[str, str], Any], metric: str, value: str = "all") -> Rate:
    row = found.get((metric, value))
    if row is None:
        return NOBODY
    is_unknown = row.why_unknown is not None
    return Rate(int(row.numerator or 0), int(row.denominator or 0), row.why_unknown or "", is_unknown)


def _value(found: dict[tuple[str, str], Any], metric: str) -> float | None:
    row = found.get((metric, "all"))
    return None if row is None or row.value is None else float(row.value)
