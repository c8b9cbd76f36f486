"""How a rate budget is shared: what is known of it, and what follows from asking and from answers. Pure.

A request that is asked for is taken off before it goes out, and stands under way until it is answered. Nobody knows how
many a window that has begun lets through before an answer tells: until then one request goes alone. What is
under way when an answer tells of a new window is taken off it, because it may be counted there. Times are seconds
since 1970, by the caller's clock. `sql/ops/budget_take.sql` and `budget_answer.sql` say the same for all processes.
"""

from dataclasses import dataclass, replace

from connectors.http_rules import Budget

SAME_RESET = 1.5
"""Resets that lie closer together (seconds) are one: some services round, some say how long to wait."""
SLACK = 1.0
"""Seconds that pass after a reset before it is believed: services round their times down, and clocks differ."""
ALONE = 30.0
"""Seconds that the one request which is to tell is waited for before another may go: its process may be dead."""
LOOKS_AGAIN = 0.1
"""Seconds between two looks whether it has told."""
LOST = 150.0
"""Seconds after which a request is no longer under way: who asked was killed. More than any answer may take."""


@dataclass(frozen=True, slots=True)
class Known:
    """What is known of the requests of one kind.

    Nothing was told: `told_at` is None. An answer came that names no budget: `told_at` alone. Else that is when the
    budget's window was first told of.
    """

    budget: Budget | None = None
    told_at: float | None = None
    under_way: tuple[float, ...] = ()
    """When each request that is not answered yet was taken."""

    def is_open(self, now: float) -> bool:
        """Whether the window of `budget` is not over yet."""
        return self.budget is not None and now < self.budget.resets_at + SLACK


@dataclass(frozen=True, slots=True)
class Wait:
    """No request may go now: how long to wait, and what for; None: for the answer that is to tell of the budget."""

    until: float
    budget: Budget | None = None


def take(known: Known, now: float, left_to_others: float) -> Known | Wait:
    """A request is taken, or has to wait. `left_to_others` is the share of the limit that stays."""
    budget = known.budget
    if known.is_open(now) and budget is not None:
        if budget.remaining <= int((budget.limit or 0) * left_to_others):
            return Wait(budget.resets_at + SLACK, budget)
    elif budget is not None or known.told_at is None:
        if any(at > now - ALONE for at in known.under_way):
            return Wait(now + LOOKS_AGAIN)
        known = Known(under_way=known.under_way)
    return note(known, now)


def note(known: Known, now: float) -> Known:
    """One request more under way, and one fewer left: of a percentage nobody knows what one request takes."""
    budget = known.budget
    if budget is not None and not budget.unit:
        budget = replace(budget, remaining=max(budget.remaining - 1, 0))
    return Known(budget, known.told_at, (*_alive(known.under_way, now), now))


def answer(known: Known, taken_at: float, now: float, told: Budget | None, *, is_plain: bool) -> Known:
    """The request of `taken_at` was answered (or never will be); `is_plain`: as asked, so that what it does not tell
    is not told at all."""
    others = list(known.under_way)
    if taken_at in others:
        others.remove(taken_at)
    waiting = _alive(tuple(others), now)
    if (
        told is not None and told.resets_at > now
    ):  # else it is of a window that is over, and says nothing of now
        return Known(*_told(known, taken_at, now, told, len(waiting)), waiting)
    is_unknown = not known.is_open(now) and (known.budget is not None or known.told_at is None)
    if is_plain and told is None and is_unknown:
        return Known(None, now, waiting)
    return replace(known, under_way=waiting)


def _told(
    known: Known, taken_at: float, now: float, told: Budget, others: int
) -> tuple[Budget | None, float | None]:
    """The budget after an answer, and since when its window is known. An answer never gives back what was taken."""
    less = told if told.unit else replace(told, remaining=max(told.remaining - others, 0))
    before = known.budget
    if before is None or not known.is_open(now):
        return less, now
    if abs(told.resets_at - before.resets_at) < SAME_RESET:
        # Fewer than we have counted: somebody else asks, too, and what is under way may not be in his count.
        return (less if told.remaining < before.remaining else before), known.told_at
    if told.resets_at < before.resets_at and taken_at < (known.told_at or 0.0):
        return before, known.told_at  # late
    return less, now


def _alive(under_way: tuple[float, ...], now: float) -> tuple[float, ...]:
    return tuple(at for at in under_way if at > now - LOST)
