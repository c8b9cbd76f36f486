"""Every figure of the marts by week, with what it stands on and its interval: what the review's tables show."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import date

from tasks.core.digest.rates import Rate

Band = tuple[float, float]


@dataclass(frozen=True, slots=True)
class Point:
    """A figure of one week: a value (None: cannot be known), its 95 % interval where there is one, its cases."""

    week: date
    value: float | None
    band: Band | None = None
    n: int | None = None
    rate: Rate | None = None
    """The whole counts, where the figure is a share of cases."""
    gap: str = ""
    """What was not collected of it and why, in words; "": nothing is missing."""


@dataclass(frozen=True, slots=True)
class Series:
    """A metric (by a value of a dimension) over weeks, the oldest first; weeks without a figure are left out."""

    metric: str
    dimension: str
    dimension_value: str
    measure: str
    """Of medians: which; "" otherwise."""
    points: tuple[Point, ...]

    def at(self, week: date) -> Point | None:
        """The figure of the week that begins on `week`."""
        return next((point for point in self.points if point.week == week), None)


@dataclass(frozen=True, slots=True)
class Trends:
    """All series of the weeks up to the one reviewed."""

    weeks: tuple[date, ...] = ()
    """Mondays, the oldest first; the last one is the week reviewed."""
    series: tuple[Series, ...] = ()

    def of(
        self, metric: str, dimension: str = "all", dimension_value: str = "all", measure: str = ""
    ) -> Series | None:
        """One series, by its names; None when the marts hold nothing of it."""
        wanted = (metric, dimension, dimension_value, measure)
        return next(
            (s for s in self.series if (s.metric, s.dimension, s.dimension_value, s.measure) == wanted), None
        )

    def by(self, metric: str, dimension: str) -> list[Series]:
        """The series of a metric by the values of a dimension."""
        return [s for s in self.series if s.metric == metric and s.dimension == dimension and not s.measure]


def designed(trends: Trends, designs: Mapping[tuple[str, str, str, date], float]) -> Trends:
    """`trends` with the intervals of shares whose cases go together (see `clusters`).

    `designs`: design effects by metric, dimension, its value and week. Of a metric that is among them, what has none of
    its own has no interval, and is compared as if it were a single case.
    """
    together = {metric for metric, *_ in designs}

    def point(series: Series, each: Point) -> Point:
        if each.rate is None or series.metric not in together:
            return each
        own = designs.get((series.metric, series.dimension, series.dimension_value, each.week))
        rate = replace(each.rate, design=max(each.rate.denominator, 1) if own is None else own)
        band = rate.interval() if each.band is not None and own is not None else None
        return replace(each, rate=rate, band=band)

    return replace(
        trends,
        series=tuple(replace(s, points=tuple(point(s, each) for each in s.points)) for s in trends.series),
    )


def is_share(rates: Iterable[Rate]) -> bool:
    """Whether whole counts can be a share of cases: never more than all."""
    return all(0 <= rate.numerator <= rate.denominator for rate in rates)
