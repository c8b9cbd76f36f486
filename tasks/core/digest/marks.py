"""Marks on a series: what the calendar says of its days, and the bursts found in them. A burst is not called growth.

A burst is a day on which far more came in than on the same weekdays before it. Its rule is stated here and in
`sql/metrics/burst.sql`, which must agree: of the volumes of the same weekday of the eight weeks before that are known
(four at least: days of which not everything was collected are no measure), m is the median and MAD the median distance
from it. A day is a burst when its volume is above m + 4 * max(1.4826 * MAD, sqrt(m)), at least half as much again as m,
and at least 10. 1.4826 * MAD is the standard deviation of a normal sample (Leys et al. 2013, "Detecting outliers");
sqrt(m) is what counts of independent events vary by anyway (Poisson), without which eight equal weeks would make a
burst of one message more. Growth from week to week moves the median along; one burst among the eight hardly does.

For who writes a sentence that says "more", "fewer", "grew", "up" or "down" between two spans of days:
`caveat(marks, after, before, clock)` is "" or the sentence that must stand behind it, and
`has_burst(marks, first, last)` says whether the word must not be "grew" (say what the figure is instead). For who
draws a series: `marked(starts, marks)` gives the marks of every point, by week (`days=7`) or day (`days=1`). The
review's marks are `week.campaigns.marks`.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta
from math import sqrt
from statistics import median
from typing import Literal

from tasks.core.digest.clock import Clock
from tasks.core.digest.rates import number
from tasks.core.digest.texts import one_line

MarkKind = Literal["event", "campaign", "contest", "holiday", "away", "burst"]

WEEKS_BEFORE = 8
WEEKS_NEEDED = 4
SPREADS_ABOVE = 4.0
MAD_TO_DEVIATION = 1.4826
RATIO_ABOVE = 1.5
LEAST = 10
NAME_LIMIT = 60

Span = tuple[date, date]
"""(first, last) day, both in it."""


@dataclass(frozen=True, slots=True)
class Mark:
    """Something of the days `first` to `last` (both in it, the brand's calendar) that a series has to say beside it."""

    first: date
    last: date
    name: str
    """Of a burst: the events it fell on, joined; "" where there was none."""
    kind: MarkKind
    count: int | None = None
    """Of a burst: inbound interactions on its days."""
    usual: float | None = None
    """Of a burst: the median of the same weekdays before, summed over its days."""

    def touches(self, first: date, last: date) -> bool:
        """Whether it has a day in common with `first` to `last`."""
        return self.first <= last and first <= self.last


def is_burst(count: int, before: Sequence[int]) -> bool | None:
    """Whether a day with `count` is a burst; `before`: the same weekday of up to eight weeks before, None: too few."""
    if len(before) < WEEKS_NEEDED:
        return None
    usual = median(before)
    deviation = MAD_TO_DEVIATION * median(abs(each - usual) for each in before)
    spread = max(deviation, sqrt(max(usual, 1)))
    return count > usual + SPREADS_ABOVE * spread and count >= RATIO_ABOVE * usual and count >= LEAST


def named(bursts: Iterable[Mark], events: Sequence[Mark]) -> tuple[Mark, ...]:
    """Bursts of single days as stretches of days that follow each other, named after the events they fell on."""
    stretches: list[Mark] = []
    for burst in sorted(bursts, key=lambda each: each.first):
        last = stretches[-1] if stretches else None
        if last is not None and burst.first <= last.last + timedelta(days=1):
            counts = (last.count or 0) + (burst.count or 0), (last.usual or 0) + (burst.usual or 0)
            stretches[-1] = replace(last, last=burst.last, count=counts[0], usual=counts[1])
        else:
            stretches.append(burst)
    return tuple(replace(each, name=_names(each, events)) for each in stretches)


def _names(burst: Mark, events: Sequence[Mark]) -> str:
    # The day before counts: what begins in the evening is talked about on the next day.
    near = [e for e in events if e.kind != "away" and e.touches(burst.first - timedelta(days=1), burst.last)]
    return ", ".join(dict.fromkeys(one_line(each.name, NAME_LIMIT) for each in near))


def marked(starts: Sequence[date], marks: Sequence[Mark], days: int = 7) -> tuple[tuple[Mark, ...], ...]:
    """The marks of each point of a series whose points begin on `starts` and span `days` days each."""
    length = timedelta(days=days - 1)
    return tuple(tuple(mark for mark in marks if mark.touches(start, start + length)) for start in starts)


def has_burst(marks: Iterable[Mark], first: date, last: date) -> bool:
    """Whether a burst lies in the days `first` to `last`: what rose then is not called growth."""
    return any(mark.kind == "burst" and mark.touches(first, last) for mark in marks)


def caveat(marks: Iterable[Mark], after: Span, before: Span, clock: Clock) -> str:
    """What must be said behind a change between two spans of days; "" when no burst lies in either.

    "4 to 5 Jun were a burst (512 came in, about 220 are usual; Summer Parcel): no growth is read from it." In the span
    before, the fall after it is none either.
    """
    found = [mark for mark in marks if mark.kind == "burst"]
    now = [mark for mark in found if mark.touches(*after)]
    then = [mark for mark in found if mark.touches(*before) and mark not in now]
    sentences = []
    if now:
        sentences.append(f"{_bursts(now, clock)}: no growth is read from it.")
    if then:
        sentences.append(f"{_bursts(then, clock)}, before: no loss is read from what followed.")
    return " ".join(sentences)


def _bursts(marks: Sequence[Mark], clock: Clock) -> str:
    is_one_day = len(marks) == 1 and marks[0].first == marks[0].last
    words = [f"{days_words(mark, clock)}{_counted(mark, clock)}" for mark in marks]
    verb = "was a burst" if is_one_day else "were bursts" if len(marks) > 1 else "were a burst"
    return f"{' and '.join(words)} {verb}"


def _counted(mark: Mark, clock: Clock) -> str:
    if mark.count is None or mark.usual is None:
        return f" ({mark.name})" if mark.name else ""
    named_ = f"; {mark.name}" if mark.name else ""
    counts = f"{number(mark.count, clock.locale)} came in, about {number(round(mark.usual), clock.locale)} are usual"
    return f" ({counts}{named_})"


def days_words(mark: Mark, clock: Clock) -> str:
    """ "4 Jun", or "4 Jun to 6 Jun"."""
    if mark.first == mark.last:
        return clock.short_date(mark.first)
    return f"{clock.short_date(mark.first)} to {clock.short_date(mark.last)}"
