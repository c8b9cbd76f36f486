"""Who was heard in a week, how the replies sounded, and the minutes: facts with their cases and intervals."""

from dataclasses import dataclass
from datetime import date
from math import exp, log, sqrt

from tasks.core.digest.rates import PERCENT_FROM, Z_95, Rate

Band = tuple[float, float]
NOBODY = Rate(0, 0)


@dataclass(frozen=True, slots=True)
class Ratio:
    """The share of one group by that of the others: 1 is equal, below 1 the group is heard less."""

    group: Rate
    others: Rate

    @property
    def value(self) -> float | None:
        """None where either share is not known, or nobody of the others was answered."""
        share, rest = self.group.value, self.others.value
        return share / rest if share is not None and rest else None

    @property
    def is_unknown(self) -> bool:
        """Whether it cannot be known, for what was not collected."""
        return self.group.is_unknown or self.others.is_unknown

    def interval(self) -> Band | None:
        """The 95 % interval, of the logarithm, with half a case added to every count (Walter 1975); None: no ratio.

        Messages of one person go together: counted are as many cases as they are worth (see `clusters`).
        """
        if self.value is None:
            return None
        (a, n), (b, m) = (
            (r.numerator / r.design + 0.5, r.denominator / r.design + 0.5) for r in (self.group, self.others)
        )
        middle = log((a / n) / (b / m))
        half = Z_95 * sqrt(max(1 / a - 1 / n + 1 / b - 1 / m, 0.0))
        low = exp(middle - half) if self.group.numerator else 0.0
        return min(low, self.value), max(exp(middle + half), self.value)

    @property
    def has_cases(self) -> bool:
        """Whether both groups are large enough for percentages."""
        return min(self.group.denominator, self.others.denominator) >= PERCENT_FROM

    @property
    def is_clear(self) -> bool:
        """Whether the groups are heard differently: only when there are cases enough and the interval leaves out 1."""
        span = self.interval()
        return self.has_cases and span is not None and (span[0] > 1 or span[1] < 1)


NO_RATIO = Ratio(NOBODY, NOBODY)


@dataclass(frozen=True, slots=True)
class Heard:
    """Who was answered in the week that begins on `week`: newcomers by the others, small accounts by larger ones."""

    week: date
    newcomers: Ratio = NO_RATIO
    small: Ratio = NO_RATIO


@dataclass(frozen=True, slots=True)
class Sound:
    """How a week's replies sounded, by the authenticity check."""

    authentic: Rate = NOBODY
    before: Rate = NOBODY
    """Of the week before."""
    distinctness: float | None = None
    """1 - mean likeness to the nearest of the 50 replies before, of `compared` replies; None: none, or not known."""
    distinctness_band: Band | None = None
    compared: int = 0
    alike: int = 0
    stock: int = 0
    unrelated: int = 0
    """Replies of which the check said so; one may be of several kinds."""


@dataclass(frozen=True, slots=True)
class Minutes:
    """Minutes of a week; None: no block was planned, or the budget is not known."""

    planned: float | None = None
    budgeted: float | None = None
    """Of its working days together."""


@dataclass(frozen=True, slots=True)
class WeekEquity:
    """The week's `heard` is the last of `weeks` (the oldest first; weeks without a figure are left out)."""

    weeks: tuple[Heard, ...] = ()
    sound: Sound = Sound()
    minutes: Minutes = Minutes()

    @property
    def designs(self) -> dict[tuple[str, str, str, date], float]:
        """Design effects of the groups' coverages, as `trends.designed` takes them."""
        return {
            ("equity_coverage", "group", name, each.week): rate.design
            for each in self.weeks
            for name, rate in (
                ("newcomers", each.newcomers.group),
                ("others", each.newcomers.others),
                ("small", each.small.group),
                ("larger", each.small.others),
            )
        }

    def heard(self, week: date) -> Heard | None:
        """Who was heard in the week that begins on `week`; None: nobody wrote."""
        return next((each for each in self.weeks if each.week == week), None)
