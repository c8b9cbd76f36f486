"""Proposals of the weekly review: what is kept of one, how its measure is read, and what became of it a week later."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from typing import Literal

from tasks.core.digest.rates import PERCENT_FROM, Rate, change, rate_words
from tasks.core.digest.trends import Trends

Aim = Literal["up", "down"]
Verdict = Literal["better", "worse", "unclear", "unknown"]


@dataclass(frozen=True, slots=True)
class Measure:
    """What a proposal aims at, as the marts name it: a share of cases.

    `dimension_value` may be a span of hours, "18-23": the cases of those hours together.
    """

    metric: str
    dimension: str = "all"
    dimension_value: str = "all"


@dataclass(frozen=True, slots=True)
class Choice:
    """A proposal that the facts of a week chose: what to do, the evidence, and the measure with how it stood."""

    rule: str
    what: str
    evidence: str
    measure: Measure
    aim: Aim
    rate: Rate


@dataclass(frozen=True, slots=True)
class Candidate:
    """A proposal and how much speaks for it."""

    family: str
    """Of what it is: of one family one proposal is enough."""
    is_clear: bool
    """Whether the interval says so."""
    people: int
    """How many cases fell short."""
    choice: Choice


@dataclass(frozen=True, slots=True)
class Outcome:
    """What became of a proposal's measure: a verdict, and the figures in words."""

    verdict: Verdict
    words: str
    figures: str = ""
    """The two figures alone, where the verdict says the rest; "": it does not."""


def rate_of(trends: Trends, measure: Measure, week: date) -> Rate | None:
    """The measure in the week that begins on `week`; None when it is not known, or of no cases."""
    if measure.dimension == "hour" and "-" in measure.dimension_value:
        first, last = (int(hour) for hour in measure.dimension_value.split("-"))
        return total(
            rate_of(trends, Measure(measure.metric, "hour", f"{hour:02d}"), week)
            for hour in range(first, last + 1)
        )
    series = trends.of(measure.metric, measure.dimension, measure.dimension_value)
    point = series.at(week) if series is not None else None
    return point.rate if point is not None and point.rate is not None and point.rate.denominator else None


def total(rates: Iterable[Rate | None]) -> Rate | None:
    """The rates of several groups together; None when none is known."""
    known = [rate for rate in rates if rate is not None]
    return Rate(sum(r.numerator for r in known), sum(r.denominator for r in known)) if known else None


def outcome(choice: Choice, now: Rate | None, locale: str) -> Outcome:
    """What became of the measure of `choice`, `now` a week later: a change only where the interval says so."""
    if now is None:
        return Outcome("unknown", "there was no case this week, so nothing can be said.")
    figures = f"{rate_words(now, locale)} after {rate_words(choice.rate, locale)}"
    difference = change(choice.rate, now)
    if difference is None:
        few = f"{figures}; too few for a judgement (it needs {PERCENT_FROM} each week)."
        return Outcome("unknown", few, f"{figures}, too few")
    if not difference.is_clear:
        return Outcome("unclear", f"{figures}; {difference.words}.", figures)
    is_better = (difference.points > 0) == (choice.aim == "up")
    return Outcome("better" if is_better else "worse", f"{figures}, {difference.words}.")
