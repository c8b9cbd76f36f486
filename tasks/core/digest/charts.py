"""What the charts show, as data with the words that say it; drawing is `tasks.charts`."""

from dataclasses import dataclass
from typing import ClassVar

from tasks.core.digest.rates import PERCENT_FROM, Rate, percent
from tasks.core.items import Tier


@dataclass(frozen=True, slots=True)
class End:
    """The words beside a line's last point: its value, and what that stands on."""

    value: str
    note: str = ""


@dataclass(frozen=True, slots=True)
class RuleChart:
    """The 24-hour rule by day or week: share answered in time, with its interval; a gap where there is no case."""

    kind: ClassVar[str] = "rule"
    labels: tuple[str, ...]
    rates: tuple[Rate, ...]
    end: End
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
    """95 % intervals, point by point; may hold None."""
    end: End
    alt: str


Chart = RuleChart | VolumeChart | TrendChart


def rate_end(rate: Rate) -> End:
    """A rate beside its point: "86 %, 107 of 124", and below the percentages' n only "3 of 4"."""
    counted = f"{rate.numerator} of {rate.denominator}"
    return End(percent(rate), counted) if rate.denominator >= PERCENT_FROM else End(counted)
