"""What the charts show, as data with the words that say it; drawing is `tasks.charts`.

Words in a chart are ours (dates, tiers, hours, names of metrics): what strangers wrote stands in lists beside it, where
it can be escaped and read aloud. Every chart says its unit, the cases each point stands on, and in `alt` what it shows.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from math import isfinite
from typing import ClassVar

from tasks.core.digest.rates import PERCENT_FROM, Rate, percent
from tasks.core.items import Tier

Band = tuple[float, float]
"""A 95 % interval, low and high, in the chart's unit."""
FEW = 10
"""Cells of a heat map that stand on fewer cases are drawn small or pale."""


@dataclass(frozen=True, slots=True)
class End:
    """The words beside a line's last point: its value, and what that stands on."""

    value: str
    note: str = ""


@dataclass(frozen=True, slots=True)
class Mark:
    """An event on a series: at which point of it (0 is the first; between two points too), and its name."""

    at: float
    words: str
    """As much as there is room for above it; "": it is no event but a border, say between two weeks."""
    name: str = ""
    """The whole of it; "": the words."""


@dataclass(frozen=True, slots=True)
class RuleChart:
    """The 24-hour rule by day or week: share answered in time, with its interval; a gap where there is no case."""

    kind: ClassVar[str] = "rule"
    labels: tuple[str, ...]
    rates: tuple[Rate, ...]
    end: End
    alt: str
    marks: tuple[Mark, ...] = ()


@dataclass(frozen=True, slots=True)
class VolumeChart:
    """Inbound interactions by tier and day, stacked."""

    kind: ClassVar[str] = "volume"
    labels: tuple[str, ...]
    counts: tuple[tuple[Tier, tuple[int, ...]], ...]
    alt: str
    title: str
    marks: tuple[Mark, ...] = ()


@dataclass(frozen=True, slots=True)
class TrendChart:
    """A figure by week (conversation depth, retention) with its interval; None where it cannot be known."""

    kind: ClassVar[str] = "trend"
    title: str
    unit: str
    labels: tuple[str, ...]
    values: tuple[float | None, ...]
    bands: tuple[Band | None, ...]
    """95 % intervals, point by point; may hold None."""
    end: End
    alt: str
    counts: tuple[int | None, ...] = ()
    """The cases behind each point (n); empty: the end's note says what the last one stands on."""
    marks: tuple[Mark, ...] = ()


@dataclass(frozen=True, slots=True)
class HeatChart:
    """Values over rows and columns (week × hour, cohort × week after it), with the cases behind each cell.

    Darker is more. A cell is None where there is nothing to say; one of fewer than FEW cases is drawn small
    and without colour, so that nobody reads anything into three cases. Cells wide enough show their value.
    """

    kind: ClassVar[str] = "heat"
    title: str
    unit: str
    """"messages", "% of the cohort": said at the scale."""
    row_labels: tuple[str, ...]
    column_labels: tuple[str, ...]
    """As many as columns; "" where none is to stand."""
    cells: tuple[tuple[float | None, ...], ...]
    counts: tuple[tuple[int, ...], ...]
    """n of each cell, in the shape of `cells`."""
    alt: str
    row_notes: tuple[str, ...] = ()
    """Words at the right end of each row: "24 members"."""
    absent: str = ""
    """What a cell that is None says in the table beside; "": it stays empty."""
    absent_note: str = ""
    """What an empty cell means."""

    @property
    def is_count(self) -> bool:
        """Whether the cells say how many cases there are, and nothing of them."""
        return all(
            cell is None or cell == n
            for cells, counts in zip(self.cells, self.counts, strict=True)
            for cell, n in zip(cells, counts, strict=True)
        )


@dataclass(frozen=True, slots=True)
class RangeChart:
    """Groups side by side, each a value with its interval and n: kinds of posts, newcomers and the rest."""

    kind: ClassVar[str] = "range"
    title: str
    unit: str
    row_labels: tuple[str, ...]
    values: tuple[float | None, ...]
    bands: tuple[Band | None, ...]
    counts: tuple[int, ...]
    alt: str


@dataclass(frozen=True, slots=True)
class Spark:
    """A small line beside a figure: the weeks up to the one told of. `key`: one name for it in the digest."""

    key: str
    values: tuple[float | None, ...]
    alt: str
    bands: tuple[Band | None, ...] = ()


Chart = RuleChart | VolumeChart | TrendChart | HeatChart | RangeChart


def places(values: Iterable[float | None]) -> int:
    """Decimals for figures that stand together: none of whole ones, else such that the largest has three digits."""
    known = [abs(value) for value in values if value is not None and isfinite(value)]
    if all(value % 1 == 0 for value in known):
        return 0
    return 2 if max(known) < 10 else 1 if max(known) < 100 else 0


def rate_end(rate: Rate) -> End:
    """A rate beside its point: "86 %, 107 of 124", and below the percentages' n only "3 of 4"."""
    counted = f"{rate.numerator} of {rate.denominator}"
    return End(percent(rate), counted) if rate.denominator >= PERCENT_FROM else End(counted)
