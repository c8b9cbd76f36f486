"""What the charts show, as data with the words that say it; drawing is `tasks.charts`."""

from dataclasses import dataclass
from typing import ClassVar

from tasks.core.digest.rates import Rate
from tasks.core.items import Tier


@dataclass(frozen=True, slots=True)
class RuleChart:
    """The 24-hour rule by day or week: share answered in time, with its interval."""

    kind: ClassVar[str] = "rule"
    labels: tuple[str, ...]
    rates: tuple[Rate, ...]
    alt: str


@dataclass(frozen=True, slots=True)
class VolumeChart:
    """Inbound interactions by tier and day."""

    kind: ClassVar[str] = "volume"
    labels: tuple[str, ...]
    counts: tuple[tuple[Tier, tuple[int, ...]], ...]
    alt: str


@dataclass(frozen=True, slots=True)
class TrendChart:
    """A figure by week (conversation depth, retention); None where it cannot be known."""

    kind: ClassVar[str] = "trend"
    title: str
    unit: str
    labels: tuple[str, ...]
    values: tuple[float | None, ...]
    bands: tuple[tuple[float, float] | None, ...]
    """95 % intervals, or (median, p90) spans, point by point; may hold None."""
    note: str
    """What the last point stands on, in a few words."""
    alt: str


Chart = RuleChart | VolumeChart | TrendChart
