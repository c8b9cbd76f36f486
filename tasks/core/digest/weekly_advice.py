"""What the week's facts propose to change: rules, each with the evidence it stands on; nothing is made up.

A rule looks at a figure of the week and, when people fell short of something in it, proposes one thing to do. What the
interval makes sure of comes before what it leaves open, then what touched more people; of a family at most one.
"""

from collections.abc import Callable, Iterator
from dataclasses import dataclass

from tasks.core.digest.board import Week
from tasks.core.digest.material import Material
from tasks.core.digest.proposals import Choice, Measure, rate_of, total
from tasks.core.digest.rates import PERCENT_FROM, Rate, change, number, percent, plural, rate_words

MOST = 3
WANTED = 0.9
"""The share of messages that should be answered in time, and of what members made that should be answered at all."""
AFTER_HOURS_FROM = 0.1
STAY_WANTED = 0.5
PARTS_OF_DAY = (
    (0, 5, "at night"),
    (6, 11, "in the morning"),
    (12, 17, "in the afternoon"),
    (18, 23, "in the evening"),
)


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


def choose(material: Material, week: Week) -> tuple[Choice, ...]:
    """At most MOST proposals for the coming week; fewer when the facts support no more."""
    found = [candidate for rule in _RULES for candidate in rule(material, week)]
    found.sort(key=lambda c: (not c.is_clear, -c.people, c.choice.rule))
    chosen: dict[str, Choice] = {}
    for candidate in found:
        chosen.setdefault(candidate.family, candidate.choice)
    return tuple(chosen.values())[:MOST]


def _slow_tier(material: Material, week: Week) -> Iterator[Candidate]:
    """A tier of which too many passed 24 hours."""
    for tier in ("T1", "T2"):
        measure = Measure("rule_24h", "tier", tier)
        rate = rate_of(week.trends, measure, week.start)
        if rate is None or (short := _short_of(rate, WANTED)) is None:
            continue
        missed = rate.denominator - rate.numerator
        what = (
            "Begin every block with what is T1, oldest first, and plan nothing else until it is done."
            if tier == "T1"
            else "Give T2 a fixed ten minutes of each block: praise with content goes stale within the day."
        )
        evidence = f"{missed} of {rate.denominator} {tier} passed 24 hours: {_in_time(rate, material)}."
        choice = Choice(f"slow-{tier.lower()}", what, evidence, measure, "up", rate)
        yield Candidate("rule", short, missed, choice)


def _slow_hours(material: Material, week: Week) -> Iterator[Candidate]:
    """A part of the day whose messages are answered in time less often than the others', by the interval."""
    rates = {
        words: (Measure("rule_24h", "hour", f"{first:02d}-{last:02d}"), rate)
        for first, last, words in PARTS_OF_DAY
        if (rate := rate_of(week.trends, Measure("rule_24h", "hour", f"{first:02d}-{last:02d}"), week.start))
    }
    for words, (measure, rate) in rates.items():
        others = total(other for name, (_, other) in rates.items() if name != words)
        difference = change(others, rate)
        if difference is None or others is None or difference.high >= 0:
            continue
        what = f"Open the day’s first block with what came {words}, before anything newer."
        evidence = (
            f"Of what came {words}, {rate_words(rate, material.locale)} was answered within 24 hours, of the rest "
            f"{rate_words(others, material.locale)} ({difference.note})."
        )
        missed = rate.denominator - rate.numerator
        yield Candidate("hours", True, missed, Choice("slow-hours", what, evidence, measure, "up", rate))


def _after_hours(material: Material, week: Week) -> Iterator[Candidate]:
    """Replies that went out when nobody should be working."""
    measure = Measure("replies_outside_hours")
    rate = rate_of(week.trends, measure, week.start)
    if rate is None or rate.denominator < PERCENT_FROM or (rate.value or 0) <= AFTER_HOURS_FROM:
        return
    what = "Let what comes after hours wait for the morning scan, but for a T1 that cannot."
    evidence = f"{rate_words(rate, material.locale)} replies went out outside office hours."
    span = rate.interval()
    is_clear = span is not None and span[0] > AFTER_HOURS_FROM
    yield Candidate(
        "workload", is_clear, rate.numerator, Choice("after-hours", what, evidence, measure, "down", rate)
    )


def _unthanked_makers(material: Material, week: Week) -> Iterator[Candidate]:
    """What members made with the brand and nobody answered."""
    measure = Measure("coverage", "tier", "T3")
    rate = rate_of(week.trends, measure, week.start)
    if rate is None or (left := rate.denominator - rate.numerator) == 0:
        return
    what = "Thank everybody who showed something made with you, and ask the best two for permission to feature it."
    evidence = f"{left} of {plural(rate.denominator, 'thing')} that members made got no answer the same day."
    choice = Choice("unthanked-makers", what, evidence, measure, "up", rate)
    yield Candidate("makers", bool(_short_of(rate, WANTED)), left, choice)


def _gone_quiet(material: Material, week: Week) -> Iterator[Candidate]:
    """Regulars who went quiet while fewer people came back."""
    measure = Measure("retention")
    rate = rate_of(week.trends, measure, week.start)
    quiet = week.people.weeks[-1].quiet if week.people.weeks else 0
    if rate is None or not quiet:
        return
    before = rate_of(week.trends, measure, week.trends.weeks[-2]) if len(week.trends.weeks) > 1 else None
    difference = change(before, rate)
    is_clear = difference is not None and difference.high < 0
    what = f"Write to the {plural(quiet, 'regular')} who went quiet (see People), each about what they last spoke of."
    evidence = (
        f"They were silent for 30 days this week; {rate_words(rate, material.locale)} members came back"
    )
    evidence += f", {difference.words}." if difference is not None and is_clear else "."
    yield Candidate("people", is_clear, quiet, Choice("gone-quiet", what, evidence, measure, "up", rate))


def _newcomers_leave(material: Material, week: Week) -> Iterator[Candidate]:
    """Newcomers of a month ago of whom too few came again."""
    measure = Measure("growth_quality")
    rate = rate_of(week.trends, measure, week.start)
    if rate is None or (short := _short_of(rate, STAY_WANTED)) is None:
        return
    what = (
        "Answer every first message by name, with a question back: it is what brings people to write again."
    )
    evidence = (
        f"Of {number(rate.denominator, material.locale)} who arrived 30 to 59 days ago, {rate.numerator} "
        f"wrote again within 30 days ({percent(rate)})."
    )
    left = rate.denominator - rate.numerator
    yield Candidate("people", short, left, Choice("newcomers-leave", what, evidence, measure, "up", rate))


def _unseen_gentle(material: Material, week: Week) -> Iterator[Candidate]:
    """Thanks and emoji that nobody so much as liked."""
    measure = Measure("coverage", "tier", "T4")
    rate = rate_of(week.trends, measure, week.start)
    if rate is None or (short := _short_of(rate, STAY_WANTED)) is None:
        return
    left = rate.denominator - rate.numerator
    what = "Go through the T4 in one sweep at the end of a block: a like each is enough."
    all_of_them = number(rate.denominator, material.locale)
    evidence = f"{left} of {all_of_them} thanks and emoji were neither answered nor liked the same day."
    # many and light: behind whatever else is sure
    yield Candidate("gentle", short, left // 10, Choice("unseen-gentle", what, evidence, measure, "up", rate))


def _short_of(rate: Rate, wanted: float) -> bool | None:
    """None: enough, or too few cases for a share; else whether the interval, too, lies below `wanted`."""
    if rate.denominator < PERCENT_FROM or rate.value is None or rate.value >= wanted:
        return None
    span = rate.interval()
    return span is not None and span[1] < wanted


def _in_time(rate: Rate, material: Material) -> str:
    span = rate.interval() or (0.0, 1.0)
    low, high = (round(100 * end) for end in span)
    return f"{rate_words(rate, material.locale)} were in time (95 %: {low} to {high} %)"


Rule = Callable[[Material, Week], Iterator[Candidate]]
_RULES: tuple[Rule, ...] = (
    _slow_tier, _slow_hours, _after_hours, _unthanked_makers, _gone_quiet, _newcomers_leave, _unseen_gentle,
)  # fmt: skip
