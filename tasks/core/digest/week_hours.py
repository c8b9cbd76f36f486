"""When people write and when answers lead on, over eight weeks, as facts; and which hours stand out. Pure.

An hour is only named when its interval separates it from the others, and that interval is widened for the number of
hours looked at (Bonferroni): of 168 hours alike, eight would otherwise stand out.
"""

from collections.abc import Callable, Hashable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from statistics import NormalDist
from typing import TypeVar

from tasks.core.digest.rates import Change, Rate, difference

Key = TypeVar("Key", bound=Hashable)

HOURS = 24
FAMILIES = 2
"""Hours are looked at twice: those of the day, and those of each weekday."""
WEEKDAYS = 7
LEAST_ANSWERS = 20
"""Answers sent in an hour, from which on its share is looked at: below, no percentage is said either."""
LEAST_POINTS = 1
"""And named when it lies apart by a whole point at least: "0 to 36 points more" is no difference to people."""
LEAST_MESSAGES = 120
"""From so many messages in all, hours are told apart: five for each hour of the day."""
LEAST_EXPECTED = 5
"""And hours of single weekdays from so many for each in which people write."""
HARDLY = 0.25
"""An hour with less than this of an even part has hardly any messages. The nights are no measure of the days: an hour
is busy when it has more than its part of the hours in which people write."""
MOST_WEEKS = 0.75
"""Share of the weeks in which an hour must have had more than its part: one lively evening makes no busy hour. Where an
hour's part of a week is less than a message, any one is more: so it must stay busy without its liveliest week, too."""


@dataclass(frozen=True, slots=True)
class HourCount:
    """What one hour of one weekday saw in one week; hours are those of the brand's clock."""

    week: date
    """Its Monday."""
    weekday: int
    """0 is Monday."""
    hour: int
    arrived: int = 0
    """Inbound messages."""
    answers: int = 0
    """Answers sent in that hour whose 48 hours ended in the week."""
    led_on: int = 0
    """Of them: a member who was answered wrote again in the thread within the 48 hours."""


@dataclass(frozen=True, slots=True)
class Cell:
    """An hour of a weekday, or of all days (`weekday` None)."""

    weekday: int | None
    hour: int


@dataclass(frozen=True, slots=True)
class Busy:
    """A cell that has more than its part of the messages, clearly."""

    cell: Cell
    rate: Rate
    """Its messages of all."""
    interval: tuple[float, float]
    """Of the share; holds for all cells looked at together."""
    weeks: int
    """In so many of the weeks it had more than its part of the hours in which people write."""


@dataclass(frozen=True, slots=True)
class Leading:
    """A cell whose answers clearly lead on more (or less) often than those sent at other times."""

    cell: Cell
    rate: Rate
    rest: Rate
    difference: Change
    """In points, the interval holding for all cells looked at together."""


@dataclass(frozen=True, slots=True)
class WeekHours:
    """The eight weeks up to the one reviewed, cell by cell; and what stands out."""

    first: date | None = None
    last: date | None = None
    """First and last day."""
    counts: tuple[HourCount, ...] = ()
    unknown_days: int = 0
    """Days that are left out, for not everything was collected of them."""

    @property
    def weeks(self) -> int:
        """Weeks in which anything arrived."""
        return len({c.week for c in self.counts if c.arrived})

    @property
    def arrived(self) -> int:
        """Messages in all."""
        return sum(c.arrived for c in self.counts)

    @property
    def answered(self) -> Rate:
        """Answers that led on, of all whose 48 hours are over."""
        return Rate(sum(c.led_on for c in self.counts), sum(c.answers for c in self.counts))

    def arrivals(self, weekday: int, hour: int) -> int:
        """Messages that arrived in that hour of that weekday."""
        return sum(c.arrived for c in self.counts if (c.weekday, c.hour) == (weekday, hour))

    def answers(self, weekday: int, hour: int) -> Rate:
        """Answers sent in that hour of that weekday that led on."""
        found = [c for c in self.counts if (c.weekday, c.hour) == (weekday, hour)]
        return Rate(sum(c.led_on for c in found), sum(c.answers for c in found))

    def busy_hours(self) -> list[Busy]:
        """Hours of the day with clearly more than their part of the messages, the busiest first."""
        return _busy(self.counts, lambda c: Cell(None, c.hour), HOURS, self.weeks)

    def busy_cells(self) -> list[Busy]:
        """Hours of single weekdays with clearly more than their part of the messages, the busiest first."""
        return _busy(self.counts, lambda c: Cell(c.weekday, c.hour), HOURS * WEEKDAYS, self.weeks)

    def leading_hours(self) -> list[Leading]:
        """Hours of the day whose answers lead on clearly more or less often than all others, the best first."""
        return _leading(self.counts, lambda c: Cell(None, c.hour))

    def leading_cells(self) -> list[Leading]:
        """The same of hours of single weekdays."""
        return _leading(self.counts, lambda c: Cell(c.weekday, c.hour))


def _busy(
    counts: Sequence[HourCount], cell_of: Callable[[HourCount], Cell], cells: int, weeks: int
) -> list[Busy]:
    total = sum(c.arrived for c in counts)
    by_week = _sums(counts, lambda c: c.week, lambda c: c.arrived)
    by_cell = _sums(counts, cell_of, lambda c: c.arrived)
    written_in = sum(n * cells >= HARDLY * total for n in by_cell.values())
    if total < max(LEAST_MESSAGES, LEAST_EXPECTED * written_in):
        return []
    z = _z(written_in)
    found = []
    for cell, n in by_cell.items():
        rate = Rate(n, total)
        interval = rate.interval(z)
        own = _sums((c for c in counts if cell_of(c) == cell), lambda c: c.week, lambda c: c.arrived)
        above = sum(own.get(week, 0) * written_in > in_week for week, in_week in by_week.items() if in_week)
        is_clear = interval is not None and interval[0] > 1 / written_in
        if (
            interval is not None
            and is_clear
            and above >= MOST_WEEKS * weeks
            and _lasts(own, by_week, z, written_in)
        ):
            found.append(Busy(cell, rate, interval, above))
    return sorted(found, key=lambda busy: (-busy.rate.numerator, busy.cell.weekday or 0, busy.cell.hour))


def _lasts(own: Mapping[date, int], by_week: Mapping[date, int], z: float, written_in: int) -> bool:
    """Whether an hour stays busy without its liveliest week: messages of one evening are answers to each other."""
    liveliest = max(own, key=lambda week: (own[week], week))
    rest = Rate(sum(own.values()) - own[liveliest], sum(by_week.values()) - by_week[liveliest])
    interval = rest.interval(z)
    return interval is not None and interval[0] > 1 / written_in


def _leading(counts: Sequence[HourCount], cell_of: Callable[[HourCount], Cell]) -> list[Leading]:
    sent = _sums(counts, cell_of, lambda c: c.answers)
    led_on = _sums(counts, cell_of, lambda c: c.led_on)
    total, total_led_on = sum(sent.values()), sum(led_on.values())
    cells = [cell for cell, n in sent.items() if min(n, total - n) >= LEAST_ANSWERS]
    found = []
    for cell in cells:
        rate = Rate(led_on[cell], sent[cell])
        rest = Rate(total_led_on - rate.numerator, total - rate.denominator)
        apart = difference(rest, rate, _z(len(cells)))
        if apart is not None and apart.is_clear and min(abs(apart.low), abs(apart.high)) >= LEAST_POINTS:
            found.append(Leading(cell, rate, rest, apart))
    return sorted(found, key=lambda each: (-each.difference.points, each.cell.weekday or 0, each.cell.hour))


def _sums(
    counts: Iterable[HourCount], key: Callable[[HourCount], Key], amount: Callable[[HourCount], int]
) -> Mapping[Key, int]:
    sums: dict[Key, int] = {}
    for each in counts:
        sums[key(each)] = sums.get(key(each), 0) + amount(each)
    return sums


def _z(looks: int) -> float:
    """Standard errors to each side of intervals that hold for all looks of both families together, 95 times of 100."""
    return NormalDist().inv_cdf(1 - 0.05 / (2 * looks * FAMILIES))
