"""Metrics: runs the models of sql/metrics for the days that were touched, or for a moment without writing.

A figure of a window W is as things stood at the end of W. Marts are always evaluated at the later of `as_of`
and the moment they were last computed through, so a replay of the past never leaves a half-filled day behind.
"""

import re
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from decimal import Decimal
from functools import partial
from typing import Any

from sqlalchemy import Connection, text

import sql
from connectors import warehouse
from tasks import marts_days, unknown
from tasks.marts_days import Newest, Span
from tasks.marts_models import MODELS, Model, anchors, days_of_reach, model, runs, whole_periods

READING_MINUTES = 0.5  # to read an item and think; the rest of a reply's estimate is typing
TYPED_CHARACTERS_PER_MINUTE = 200  # 40 words a minute, five characters a word
WORKING_DAYS = 14
"""So many days and more: what the models read is put down once (sql/metrics/store/working.sql)."""
READ_BEFORE = timedelta(days=29)
"""Before a day models read 27 days at most (first_reply_time), but for whole threads and all that a member did."""
READ_BEFORE_PERIOD = timedelta(days=3)
"""Before the week or month that a day belongs to, which they read whole, nothing: this is for the zones of clocks."""
WORKING = re.compile(r"\bmarts\.(counted|answer_step)\(")
WORKING_EVER = re.compile(r"\bmarts\.(counted|answer_step|counted_ever)\(")
"""What models then read from pg_temp: where all days are computed, what they read beyond their days too."""


@dataclass(frozen=True, slots=True)
class Figure:
    """A row of marts.metric_daily; `value` None: it cannot be known, or there were no cases."""

    day: date
    metric: str
    dimension: str
    dimension_value: str
    numerator: Decimal | int | None
    denominator: Decimal | int | None
    value: float | None
    why_unknown: str | None = None
    """Why it cannot be known, in words; None: it is known, or there were no cases."""


@dataclass(frozen=True, slots=True)
class Measure:
    """A row of marts.distribution_daily; `n` cases, `censored` of them not yet over; times in seconds."""

    day: date
    metric: str
    dimension: str
    dimension_value: str
    measure: str
    n: int
    censored: int
    value: float | None
    why_unknown: str | None = None


@dataclass(frozen=True, slots=True)
class Live:
    """Figures as of a moment, read off core and not kept."""

    figures: tuple[Figure, ...]
    measures: tuple[Measure, ...]


def live(connection: Connection, brand: str, day: date, as_of: datetime) -> Live:
    """The figures of `day` (a calendar day of the brand) as of `as_of`, in order of their days; writes nothing.

    rule_24h, coverage and volume for `day` and the six days before it, first_reply_time (28 days) and
    conversation_depth for `day`: the same models as the marts.
    """
    zone = _zone(connection, brand)
    week = (day - timedelta(days=6), day)
    figures = [
        Figure(**row)
        for name in ("rule_24h", "coverage")
        for row in _select(connection, model(name), brand, zone, week, as_of)
    ]
    measures = [
        Measure(**row)
        for name in ("first_reply_time", "conversation_depth")
        for row in _select(connection, model(name), brand, zone, (day, day), as_of)
    ]
    return Live(tuple(figures), tuple(measures))


def recompute(
    connection: Connection,
    brand: str,
    as_of: datetime,
    *,
    everything: bool = False,
    budget_minutes: float | None = None,
    days: Iterable[date] = (),
    part: marts_days.Part | None = None,
) -> dict[str, int]:
    """Bring the brand's marts up to date in the connection's transaction; rows written by model.

    Takes the brand's ops.touched_day rows and computes the days they reach, the days that passed since the
    last time, and with `everything` (or the first time) all days since the first interaction. Where a model is
    another version than the one that marts were computed by, all days they hold count as touched.
    `days` are computed as well, and no others for their sake: nothing that happened changed.
    `part`: only that much of what waits, the first time too; the rest goes on waiting, see tasks.marts_days.
    `budget_minutes` is the brand's daily budget; None: not known, and figures against it are null.
    """
    marts_days.lock(connection, brand)
    zone = _zone(connection, brand)
    marts_days.define(connection, brand, zone)
    if isinstance(part, Newest) and not marts_days.is_much(connection, brand, zone, as_of):
        part = None
    # Taken before anything is read: what touched them is then in sight.
    touched = set() if part else marts_days.take_all(connection, brand)
    held, span = marts_days.held_and_wanted(connection, brand, zone, as_of)
    if span is None or held is None:
        connection.execute(text(sql.load("metrics/store/forget.sql")), {"brand": brand})
    if span is None:
        return {}
    connection.execute(text(sql.load("metrics/store/settings.sql")))
    connection.execute(text(sql.load("metrics/store/analyze.sql")))
    since = marts_days.fresh_days(span, held, as_of, zone) | set(days) if held else set(days)
    if part:
        wanted = marts_days.wanted_part(connection, brand, zone, span, held, part, since)
    elif held and not everything:
        wanted = marts_days.wanted(connection, brand, zone, span, held, touched, since)
    else:
        unknown.refresh(connection, brand, zone, span.days(), span.at)
        wanted = None
    marts_days.trim(connection, brand, span)
    budget = {
        "budget_minutes": budget_minutes,
        "reading_minutes": READING_MINUTES,
        "characters_per_minute": TYPED_CHARACTERS_PER_MINUTE,
    }
    models = _Recompute(connection, brand, zone, span, budget)
    if wanted and isinstance(part, Newest):
        models.note_people(marts_days.take_people(connection, brand, span) - wanted[0] - wanted[1])
    written = models.run(wanted)
    marts_days.set_state(connection, brand, span)
    return written


@dataclass(frozen=True, slots=True)
class _Recompute:
    connection: Connection
    brand: str
    zone: str
    span: Span
    budget: dict[str, Any]

    def run(self, days: tuple[set[date], set[date]] | None) -> dict[str, int]:
        """All models, for `days` (touched ones, which reach further, and fresh ones) or for every day."""
        reading = self._put_down(days)
        moved = {} if days is None else self._anchors(days[0])
        written = {}
        for each in MODELS:
            written[each.name] = sum(
                self._store(each, grain, run, reading)
                for grain in each.grains
                for run in self._runs(each, grain, days, moved)
            )
            if each.table != "profile":
                continue
            # Where it is new, or mostly, its shape is not known yet.
            warehouse.analyze_if_grown(self.connection, "marts.profile_day", written[each.name])
            if days is not None:
                for name, found in self._anchors(days[0]).items():
                    moved[name] |= found
        return written

    def note_people(self, days: set[date]) -> None:
        """The step that people's metrics read, alone, for `days`: one reading of what happened on them."""
        step = model("profile_day")
        rows = sum(self._store(step, "day", run, str) for run in runs(days))
        warehouse.analyze_if_grown(self.connection, "marts.profile_day", rows)

    def _runs(
        self, each: Model, grain: str, days: tuple[set[date], set[date]] | None, moved: dict[str, set[date]]
    ) -> Iterable[tuple[date, date]]:
        if days is None:
            return [(self.span.first, self.span.last)]
        touched, fresh = days
        reached = days_of_reach(touched | moved.get(each.anchors, set()), each.reach) | fresh
        whole = whole_periods(reached, grain)
        return runs(day for day in whole if self.span.first <= day <= self.span.last)

    def _anchors(self, touched: set[date]) -> dict[str, set[date]]:
        """Later days that a change on the touched days reaches through people and threads, by kind."""
        inside = sorted(day for day in touched if day <= self.span.last)
        return {
            name: marts_days.days_of(
                self.connection, f"metrics/reach/{name}.sql",
                brand=self.brand, zone=self.zone, days=inside, until_at=self.span.at,
            )
            for name in anchors()
        }  # fmt: skip

    def _put_down(self, days: tuple[set[date], set[date]] | None) -> Callable[[str], str]:
        """Where there are many days, put down once what models read, for them to read it there."""
        if days is None:
            since, kept = "-infinity", WORKING_EVER
        elif len(days[0] | days[1]) >= WORKING_DAYS:
            first = min(days[0] | days[1])
            since = min(first - READ_BEFORE, first.replace(day=1) - READ_BEFORE_PERIOD).isoformat()
            kept = WORKING
        else:
            return str
        bound = {"brand": self.brand, "zone": self.zone, "from_at": since, "until_at": self.span.at}
        self.connection.execute(text(sql.load("metrics/store/working.sql")), bound)
        return partial(re.sub, kept, r"pg_temp.\1(")

    def _store(self, each: Model, grain: str, run: tuple[date, date], reading: Callable[[str], str]) -> int:
        store = sql.load(f"metrics/store/{each.store(grain)}.sql").replace("/* model */", reading(each.text))
        result = self.connection.execute(
            text(store),
            _parameters(self.brand, self.zone, run, self.span.at)
            | self.budget
            | unknown.needs(each, grain)
            | {"grain": grain, "metrics": list(each.metrics), "version": each.version},
        )
        return result.rowcount


def _select(
    connection: Connection, each: Model, brand: str, zone: str, run: tuple[date, date], as_of: datetime
) -> list[dict[str, Any]]:
    parameters = _parameters(brand, zone, run, as_of) | {"grain": "day"} | unknown.needs(each, "day")
    shown = sql.load("metrics/store/shown.sql").replace("/* model */", each.text)
    rows = [dict(row) for row in connection.execute(text(shown), parameters).mappings()]
    return [row if row["why_unknown"] is None else row | {"value": None} for row in rows]


def _parameters(brand: str, zone: str, run: tuple[date, date], as_of: datetime) -> dict[str, Any]:
    return {"brand": brand, "zone": zone, "first_day": run[0], "last_day": run[1], "as_of": as_of}


def _zone(connection: Connection, brand: str) -> str:
    query = text("select timezone from core.brand where brand = :brand")
    return str(connection.execute(query, {"brand": brand}).scalar_one())
