"""The models of sql/metrics as their headers describe them, and the days a change reaches."""

import json
import re
from calendar import monthrange
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from functools import cache
from typing import Literal, cast

import sql

Table = Literal["profile", "metric", "distribution", "cohort", "post", "sum"]

_ORDER = (
    "profile_day", "rule_24h", "first_reply_time", "conversation_depth", "coverage", "sentiment", "response_rate",
    "growth_quality", "net_active", "ugc", "retention", "stickiness", "cohort_weekly", "engagement",
    "engagement_rate", "engagement_flags", "arrivals", "answers_led_on", "post_talk",
    "workload", "minutes", "reply_equity", "authenticity", "agreement", "burst", "roll_up",
)  # fmt: skip
"""Steps before the models that read them."""

_HEADER = re.compile(r"^-- (Metrics|Table|Windows|Reach|Anchors|Needs|Version): (.*)$", re.MULTILINE)
_NEEDS = re.compile(r"(?:([\w, ]+): )?([\w, ]+) of (-?\d+|previous)\.\.0(?:, tracked from (-?\d+|previous))?")


@dataclass(frozen=True, slots=True)
class Need:
    """What a metric needs to have been collected: `feed` (connectors.base.Feed), on the days of a window and before it.

    `since`: days before the window's first day, "0", "-27"; or "previous": from the window before on. `tracked`: the
    same for days before tracking began, where that may be fewer.
    """

    metric: str
    feed: str
    since: str
    tracked: str

    def days(self, grain: str) -> tuple[str, str]:
        """`since` and `tracked` as PostgreSQL intervals for windows of `grain`."""
        return _interval(self.since, grain), _interval(self.tracked, grain)


def _interval(since: str, grain: str) -> str:
    return f"-1 {grain}" if since == "previous" else f"{since} days"


@dataclass(frozen=True, slots=True)
class Model:
    """One file of sql/metrics: a select of figures for windows of time, and what its header says of it."""

    name: str
    text: str
    metrics: tuple[str, ...]
    table: Table
    grains: tuple[str, ...]
    """Windows it is computed for: day, week, month."""
    reach: tuple[int, int]
    """A change on day d changes figures of the windows that contain the days d + first … d + last."""
    anchors: str
    """File of sql/metrics/reach that finds further days a change reaches; "" for none."""
    needs: tuple[Need, ...]
    """Where it was not collected, the metric is not known; empty: nothing that is collected."""
    version: int

    def store(self, grain: str) -> str:
        """The file of sql/metrics/store that keeps this model's rows."""
        if self.table == "metric" and grain != "day":
            return "metric_period"
        return {"metric": "metric_day", "sum": "metric_sum", "distribution": "distribution_day",
                "cohort": "cohort_week", "profile": "profile_day", "post": "post_talk"}[self.table]  # fmt: skip


def _read(name: str) -> Model:
    body = sql.load(f"metrics/{name}.sql")
    fields = _HEADER.findall(body)
    header = dict(fields)
    metrics = tuple(re.split(r",\s*", " ".join(value for key, value in fields if key == "Metrics")))
    first, last = re.match(r"(\d+)\.\.(\d+)", header["Reach"]).groups()  # type: ignore[union-attr]
    return Model(
        name=name,
        text=body,
        metrics=metrics,
        table=cast(Table, header["Table"]),
        grains=tuple(re.split(r", *", header["Windows"])),
        reach=(int(first), int(last)),
        anchors=header.get("Anchors", ""),
        needs=tuple(_needs(metrics, [value for key, value in fields if key == "Needs"])),
        version=int(header["Version"]),
    )


def _needs(metrics: tuple[str, ...], lines: Iterable[str]) -> Iterator[Need]:
    for line in lines:
        named, feeds, since, tracked = _NEEDS.fullmatch(line).groups()  # type: ignore[union-attr]
        for metric in re.split(r", *", named) if named else metrics:
            yield from (Need(metric, feed, since, tracked or since) for feed in re.split(r", *", feeds))


def needs_of(each: Model) -> tuple[Need, ...]:
    """What the model's metrics need; of a roll-up, what those need that it rolls up."""
    if each.table != "sum":
        return each.needs
    return tuple(
        n for source in MODELS if source is not each for n in source.needs if n.metric in each.metrics
    )


MODELS: tuple[Model, ...] = tuple(_read(name) for name in _ORDER)
"""All models, in the order they run in."""


def model(name: str) -> Model:
    """The model in the file `name`.sql; StopIteration never: names are our own."""
    return next(each for each in MODELS if each.name == name)


@cache
def definitions() -> str:
    """Each model with its version, as JSON: what it takes for marts to be computed by the definitions of now."""
    return json.dumps({each.name: each.version for each in MODELS})


@cache
def anchors() -> tuple[str, ...]:
    """The names of the files of sql/metrics/reach that some model needs."""
    return tuple(sorted({each.anchors for each in MODELS if each.anchors}))


def days_of_reach(days: Iterable[date], reach: tuple[int, int]) -> set[date]:
    """All days d + first … d + last of the `days` d."""
    offsets = [timedelta(days=n) for n in range(reach[0], reach[1] + 1)]
    return {day + offset for day in days for offset in offsets}


def whole_periods(days: Iterable[date], grain: str) -> set[date]:
    """All days of the weeks (from Monday) or months that hold the `days`; for the grain "day" just them."""
    if grain == "week":
        mondays = {day - timedelta(days=day.weekday()) for day in days}
        return days_of_reach(mondays, (0, 6))
    if grain == "month":
        firsts = {day.replace(day=1) for day in days}
        return {
            day
            for first in firsts
            for day in days_of_reach({first}, (0, monthrange(first.year, first.month)[1] - 1))
        }
    return set(days)


def runs(days: Iterable[date]) -> Iterator[tuple[date, date]]:
    """`days` as stretches (first, last) of days that follow each other."""
    ordered = sorted(set(days))
    while ordered:
        length = next((n for n, day in enumerate(ordered) if (day - ordered[0]).days != n), len(ordered))
        yield ordered[0], ordered[length - 1]
        ordered = ordered[length:]
