"""The figures a digest quotes from the marts, with the cases each stands on. None: it cannot be known."""

from dataclasses import dataclass
from datetime import date

from tasks.core.digest.rates import Rate


@dataclass(frozen=True, slots=True)
class DayRate:
    """A rate of one day, or of the week that begins on it."""

    day: date
    rate: Rate


@dataclass(frozen=True, slots=True)
class Spread:
    """How a measure is spread over its cases; times in seconds."""

    n: int
    median: float | None
    p90: float | None
    mean: float | None = None
    naive_median: float | None = None
    censored: int = 0
    mean_band: tuple[float, float] | None = None
    """95 % intervals, of a bootstrap with a fixed seed; None: too few cases, or not asked for."""
    median_band: tuple[float, float] | None = None
    gap: str = ""
    """Why cases are missing, in words; "": none are. Where the measures are None for that, they are not known."""


@dataclass(frozen=True, slots=True)
class WeekSpread:
    """A spread as it stood at the end of the week that begins on `week`."""

    week: date
    spread: Spread


@dataclass(frozen=True, slots=True)
class GroupRate:
    """A rate of one value of a dimension: a tier, an account, newcomers."""

    name: str
    rate: Rate


@dataclass(frozen=True, slots=True)
class Workload:
    """Minutes and replies of a span; minutes of a reply are an estimate."""

    minutes_used: float | None = None
    minutes_budgeted: float | None = None
    replies: int | None = None
    after_hours: int | None = None
    why_unknown: str = ""
    """Why the replies are not all known, in words; "": they are."""


@dataclass(frozen=True, slots=True)
class Figures:
    """What the marts know up to the digest's moment.

    `rule_today` counts the T1 and T2 whose 24 hours ended since the brand's midnight, `rule_week` those of
    the last seven days (in the review: the week reviewed), `rule_before` the seven days before that.
    """

    rule_today: Rate | None = None
    rule_week: Rate | None = None
    rule_before: Rate | None = None
    rule_days: tuple[DayRate, ...] = ()
    rule_weeks: tuple[DayRate, ...] = ()
    rule_by_tier: tuple[GroupRate, ...] = ()
    first_reply: Spread | None = None
    depth_weeks: tuple[WeekSpread, ...] = ()
    retention_weeks: tuple[DayRate, ...] = ()
    coverage: tuple[GroupRate, ...] = ()
    coverage_before: tuple[GroupRate, ...] = ()
    equity: tuple[GroupRate, ...] = ()
    """Coverage of newcomers, small accounts, and the rest."""
    growth: Rate | None = None
    net_active: int | None = None
    response: Rate | None = None
    ugc_posts: int | None = None
    ugc_creators: int | None = None
    agreement: Rate | None = None
    """Of the items that people ruled on in the week, those whose ruling kept the engine's tier."""
    workload: Workload = Workload()
    """Of the last seven days, or of the week reviewed."""

    def depth(self, week: date) -> Spread | None:
        """Conversation depth of the week that begins on `week`; None when no thread was active in it."""
        return next((each.spread for each in self.depth_weeks if each.week == week), None)

    def retention(self, week: date) -> Rate | None:
        """Who came back in the week that begins on `week`; None when nobody was active the week before."""
        return next(
            (each.rate for each in self.retention_weeks if each.day == week and each.rate.denominator), None
        )
