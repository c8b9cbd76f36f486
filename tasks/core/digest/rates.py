"""Numbers as digests say them: never without n, percentages from 20 cases on, changes with intervals."""

from dataclasses import dataclass
from math import erf, sqrt

from babel import UnknownLocaleError
from babel.numbers import format_decimal

Z_95 = 1.959963984540054
Z_99 = 2.5758293035489004
PERCENT_FROM = 20


@dataclass(frozen=True, slots=True)
class Rate:
    """`numerator` of `denominator` cases; of those that were collected, where not all were."""

    numerator: int
    denominator: int
    gap: str = ""
    """Why cases are missing, in words; "": none are."""
    is_unknown: bool = False
    """Whether so much is missing that the share is not known; else it is that of the days that are."""
    design: float = 1.0
    """The design effect: how many of its cases are worth one that stands by itself (see `clusters`); 1: each is."""

    @property
    def value(self) -> float | None:
        """The share, 0 to 1; None without cases, and where it cannot be known."""
        return self.numerator / self.denominator if self.denominator and not self.is_unknown else None

    def interval(self, z: float = Z_95) -> tuple[float, float] | None:
        """The Wilson score interval (Wilson 1927), `z` standard errors wide (95 %); None where there is no share.

        Of cases that go together it is that of their effective number, and as wide as Student's t is for so few of them
        (Korn and Graubard 1998; the first terms of t's expansion, Abramowitz and Stegun 26.7.5).
        """
        n, p = self.denominator / self.design, self.value
        if p is None:
            return None
        if self.design > 1:
            z *= 1 + (z**2 + 1) / (4 * max(n - 1, 1))
        middle = (p + z**2 / (2 * n)) / (1 + z**2 / n)
        half = z * sqrt(p * (1 - p) / n + z**2 / (4 * n**2)) / (1 + z**2 / n)
        return max(0.0, middle - half), min(1.0, middle + half)


@dataclass(frozen=True, slots=True)
class Change:
    """The difference of two rates in percentage points, with its interval."""

    points: float
    low: float
    high: float
    level: int = 95
    """Of the interval, in percent: wider where many are looked at and some picked out."""

    @property
    def is_clear(self) -> bool:
        """True when the interval does not hold zero: only then the review calls it a change."""
        return self.low > 0 or self.high < 0

    @property
    def words(self) -> str:
        """ "up 6 points (95 %: +1 to +11 points)", or "no clear change (95 %: −3 to +5 points)"."""
        return f"{self.headline} ({self.note})"

    @property
    def brief(self) -> str:
        """In a column of clear changes, in points: "up 6 (+1 to +11)", or "none (−3 to +5)"."""
        said = self.headline.removesuffix("s").removesuffix(" point") if self.is_clear else "none"
        return f"{said} ({_signed(self.low)} to {_signed(self.high)})"

    @property
    def headline(self) -> str:
        """ "up 6 points", or "no clear change"."""
        if not self.is_clear:
            return "no clear change"
        size, direction = abs(self.points), "up" if self.points > 0 else "down"
        return f"{direction} {plural(round(size), 'point') if round(size) else f'{_small(size)} points'}"

    @property
    def note(self) -> str:
        """The interval: "95 %: +1 to +11 points"."""
        return f"{self.level} %: {_signed(self.low)} to {_signed(self.high)} points"


def change(before: Rate | None, after: Rate | None) -> Change | None:
    """The change from `before` to `after`; None when either has fewer cases than a percentage needs."""
    if before is None or after is None or min(before.denominator, after.denominator) < PERCENT_FROM:
        return None
    return difference(before, after)


def difference(before: Rate, after: Rate, z: float = Z_95) -> Change | None:
    """The difference from `before` to `after`, however few the cases (it is wide then); None where there are none.

    Interval: Newcombe's hybrid of the two Wilson intervals (Newcombe 1998, method 10), each `z` standard errors wide.
    """
    p0, p1, i0, i1 = before.value, after.value, before.interval(z), after.interval(z)
    if p0 is None or p1 is None or i0 is None or i1 is None:
        return None
    low = p1 - p0 - sqrt((p1 - i1[0]) ** 2 + (i0[1] - p0) ** 2)
    high = p1 - p0 + sqrt((i1[1] - p1) ** 2 + (p0 - i0[0]) ** 2)
    level = min(
        round(100 * erf(z / sqrt(2))), 99
    )  # what holds 99.9 times of 100 holds 99; nothing holds always
    return Change(points=100 * (p1 - p0), low=100 * low, high=100 * high, level=level)


def rate_words(rate: Rate | None, locale: str = "en_GB") -> str:
    """ "3 of 4" below PERCENT_FROM cases, "94 % of 312" from there on, "no cases" without any.

    Where not everything was collected it says so: "unknown (3 of 4 collected)", "94 % of 312, some days unknown".
    """
    if rate is None or not (rate.denominator or rate.is_unknown):
        return "no cases"
    if not rate.denominator:
        return "unknown"
    few = rate.denominator < PERCENT_FROM
    share = f"{rate.numerator}" if few else percent(Rate(rate.numerator, rate.denominator))
    words = f"{share} of {rate.denominator if few else number(rate.denominator, locale)}"
    if rate.is_unknown:
        return f"unknown ({words} collected)"
    return f"{words}, some days unknown" if rate.gap else words


def percent(rate: Rate) -> str:
    """ "94 %", rounded, but 100 % and 0 % only when it is all or none of them."""
    if rate.value is None:
        return "–"
    share = round(100 * rate.numerator / rate.denominator)
    if share == 100 and rate.numerator < rate.denominator:
        share = 99
    if share == 0 and rate.numerator:
        share = 1
    return f"{share} %"


def number(value: float, locale: str = "en_GB") -> str:
    """A count or figure with the locale's grouping; one decimal below ten when it has any."""
    return _formatted(value, "#,##0.#" if abs(value) < 10 else "#,##0", locale)


def tenths(value: float, locale: str = "en_GB") -> str:
    """A mean among others: always with one decimal below ten, "3.0" beside "3.4"."""
    return _formatted(value, "0.0" if abs(value) < 9.95 else "#,##0", locale)


def hundredths(value: float, locale: str = "en_GB") -> str:
    """A ratio or a share of one, to two decimals: "0.67"."""
    return _formatted(value, "0.00", locale)


def _formatted(value: float, pattern: str, locale: str) -> str:
    """`value` as the locale writes it, with a minus where that has a hyphen; as British English for no locale."""
    try:
        said = str(format_decimal(value, format=pattern, locale=locale.replace("-", "_")))
    except (UnknownLocaleError, ValueError):
        said = str(format_decimal(value, format=pattern, locale="en_GB"))
    is_nothing = not any(int(digit) for digit in said if digit.isdecimal())
    return said.replace("-", "" if is_nothing else "−")


def plural(count: int, word: str, words: str | None = None) -> str:
    """ "1 item", "2 items"; `words` where the plural is not `word` + s."""
    return f"{count} {word if count == 1 else words or word + 's'}"


def _signed(points: float) -> str:
    """ "+6"; to a tenth near nothing, for what is a little above it is not nothing."""
    if points == 0:
        return "0"
    size = round(abs(points))
    return f"{'+' if points > 0 else '−'}{size or _small(abs(points))}"


def _small(points: float) -> str:
    """Less than a point, and never nothing."""
    return f"{points:.1f}" if points >= 0.05 else f"{points:.1g}"
