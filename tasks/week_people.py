"""Reads who came, stayed, went and gave in a week, for the weekly review."""

from collections.abc import Mapping
from datetime import date, datetime, timedelta
from itertools import groupby
from typing import Any

from sqlalchemy import Connection, text

import sql
from connectors.config import Brand
from tasks.core.digest.clock import Clock
from tasks.core.digest.people import Came, Cohort, Giver, Gone, Month, People, PeopleWeek, Person
from tasks.core.digest.rates import Rate

WEEKS = 8
COHORTS = 12
MONTHS = 3
NAMED_MOST = 8
"""Names read of each kind; few of them are said."""


def read_people(connection: Connection, brand: Brand, start: date, as_of: datetime) -> People:
    """The people of the week from the Monday `start`, as of its end or `as_of` (aware) if that comes first."""
    clock = Clock(brand.zone, brand.locale, as_of)
    last_day = start + timedelta(days=6)
    end = clock.start_of_day(start + timedelta(days=7))
    at = min(end - timedelta(microseconds=1), as_of)
    week = {"first_day": start, "last_day": last_day, "as_of": at, "most": NAMED_MOST}
    rows = _rows(
        connection, brand, "people_weeks", zone=brand.timezone, first_day=start - timedelta(weeks=WEEKS - 1),
        last_day=last_day, as_of=at,
    )  # fmt: skip
    weeks = tuple(_week(row) for row in rows)
    # What was not collected looks like silence: nobody is named who may not have been silent.
    is_known = bool(weeks) and weeks[-1].arrived is not None
    came = _rows(connection, brand, "people_came", **week) if is_known else []
    is_known = bool(weeks) and weeks[-1].quiet is not None
    gone = _rows(connection, brand, "people_quiet", **week) if is_known else []
    givers = _rows(
        connection, brand, "people_thanks", first_day=start, since=clock.start_of_day(start), until=end, as_of=at,
        most=NAMED_MOST,
    )  # fmt: skip
    return People(
        weeks=weeks,
        arrived=tuple(_came(row) for row in came if row["how"] == "arrived"),
        returned=tuple(_came(row) for row in came if row["how"] == "returned"),
        quiet=tuple(Gone(_person(row), int(row["interactions"]), row["active_on"]) for row in gone),
        givers=tuple(_giver(row) for row in givers),
        cohorts=_cohorts(connection, brand, start),
        months=_months(connection, brand, last_day),
    )


def _months(connection: Connection, brand: Brand, last_day: date) -> tuple[Month, ...]:
    """The MONTHS last months that were over by the end of `last_day`, as the marts hold them."""
    last = ((last_day + timedelta(days=1)).replace(day=1) - timedelta(days=1)).replace(day=1)
    first = last
    for _ in range(MONTHS - 1):
        first = (first - timedelta(days=1)).replace(day=1)
    names = ["active_members", "retention", "stickiness"]
    rows = _rows(connection, brand, "months", first_month=first, last_month=last, metrics=names)
    return tuple(
        _month(month, {row["metric"]: row for row in group})
        for month, group in groupby(rows, key=lambda row: row["month"])
    )


def _month(month: date, found: Mapping[str, Mapping[str, Any]]) -> Month:
    def rate(metric: str, below: str) -> Rate:
        row = found.get(metric, {})
        gap = row.get("why_unknown") or ""
        hits, cases = (int(row.get(side) or 0) for side in ("numerator", below))
        return Rate(hits, cases, gap, is_unknown=bool(gap) and row.get("value") is None)

    value = found.get("stickiness", {}).get("value")
    return Month(
        month,
        rate("active_members", "numerator"),
        rate("retention", "denominator"),
        None if value is None else float(value),
    )


def _week(row: dict[str, Any]) -> PeopleWeek:
    return PeopleWeek(row.pop("day"), why_unknown=row.pop("why_unknown") or "", **row)


def _came(row: dict[str, Any]) -> Came:
    return Came(_person(row), int(row["interactions"]), row["silent_days"])


def _giver(row: dict[str, Any]) -> Giver:
    counts = {
        name: int(row[name])
        for name in ("helped", "peer_replies", "made", "praised", "interactions", "before")
    }
    return Giver(_person(row), first_day=row["first_day"], **counts)


def _person(row: dict[str, Any]) -> Person:
    return Person(**{name: row[name] for name in ("name", "handle", "platform", "followers", "permalink")})


def _cohorts(connection: Connection, brand: Brand, week: date) -> tuple[Cohort, ...]:
    """Cohorts of the COHORTS weeks up to `week`, each up to it: a week that is not over is not known."""
    first = week - timedelta(weeks=COHORTS - 1)
    rows = _rows(connection, brand, "cohorts", first_week=first, last_week=week, until=week)
    found = []
    for cohort_week, group in groupby(rows, key=lambda row: row["cohort_week"]):
        ages = {row["week_number"]: row for row in group}
        if 0 in ages:
            active = tuple(ages[age]["active"] if age in ages else None for age in range(COHORTS))
            found.append(Cohort(cohort_week, max(row["members"] for row in ages.values()), active))
    return tuple(found)


def _rows(connection: Connection, brand: Brand, model: str, **bound: object) -> list[dict[str, Any]]:
    result = connection.execute(text(sql.load(f"board/{model}.sql")), {"brand": brand.slug, **bound})
    return [dict(row) for row in result.mappings()]
