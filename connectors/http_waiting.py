"""How long who asks a service waits, and who is told of it: for a rate limit, and after an answer that says to wait."""

import logging
import math
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass, field

from connectors.budget_rules import Wait
from connectors.budgets import Budgets, Turn
from connectors.errors import RetryLater

LEFT_TO_OTHERS: ContextVar[float] = ContextVar("left_to_others", default=0.0)
"""Share of a service's rate budget that requests made here do not touch: a backfill leaves it to the scans."""
WAITS_IN_PLACE: ContextVar[float] = ContextVar("waits_in_place", default=0.0)
"""Seconds of one wait for a rate budget that requests made here wait where they are, beyond the client's own patience.
It is for who would only be asked again after that very wait, and meanwhile holds up nobody."""
UNTIL: ContextVar[float] = ContextVar("until", default=math.inf)
"""When who asks here must be done (seconds since 1970): nothing is asked after that, nor waited for beyond it."""
TELLS: ContextVar[Callable[[str], None]] = ContextVar("tells", default=logging.getLogger(__name__).warning)
"""Who is told, in words, of waits that a person would wonder at."""
WORTH_TELLING = 20.0
WINDOWS_MISSED = 4
"""So often one request may come too late for what a window lets through, or be left behind by the scans."""


@dataclass(frozen=True, slots=True)
class Patience:
    """How long the client itself waits before the task has to: tries, and seconds in all."""

    attempts: int = 3
    max_wait: float = 20
    first_wait: float = 0.5
    later: float = 60
    """Seconds told to the task when the platform named none."""


@dataclass(slots=True)
class Waiting:
    """The waits of one request at `service`, all tries together. Times: seconds since 1970."""

    service: str
    patience: Patience
    now: Callable[[], float]
    sleep: Callable[[float], None]
    waited: float = 0.0
    _until: float = field(default=0.0, init=False)

    def for_turn(self, budgets: Budgets, kind: str) -> Turn:
        """A request of those left for us, as soon as there is one; RetryLater when that is too far off."""
        in_place = WAITS_IN_PLACE.get()
        if self.is_too_late_in(0):
            raise RetryLater(self.patience.later, f"there is no time left to ask {self.service}")
        while isinstance(turn := budgets.take(kind, self.time(), LEFT_TO_OTHERS.get()), Wait):
            seconds = max(turn.until - self.time(), 0.0)
            waited = self.waited + seconds
            is_too_long = waited > self.patience.max_wait and (
                seconds > in_place or waited > in_place * WINDOWS_MISSED
            )
            if is_too_long or self.is_too_late_in(seconds):
                raise used_up(self.service, kind, turn, seconds if turn.budget else self.patience.later)
            self.pause(seconds)
        return turn

    def pause(self, seconds: float) -> None:
        """Wait, and tell of it when it is long."""
        if seconds > WORTH_TELLING:
            TELLS.get()(f"waiting {seconds:.0f} s for the rate limit of {self.service}")
        self._until = self.time() + seconds
        self.sleep(seconds)
        self.waited += seconds

    def is_too_late_in(self, seconds: float) -> bool:
        """Whether who asks must be done by then."""
        return self.time() + seconds > UNTIL.get()

    def time(self) -> float:
        """What time it is at least: what was slept through is over."""
        return max(self.now(), self._until)


@contextmanager
def in_place(seconds: float, tells: Callable[[str], None], until: float = math.inf) -> Iterator[None]:
    """Inside, rate budgets are waited for where they are needed, up to `seconds` a wait, and `tells` hears of it; but
    not beyond `until` (since 1970), when RetryLater is raised at once."""
    waits, told, ends = WAITS_IN_PLACE.set(seconds), TELLS.set(tells), UNTIL.set(until)
    try:
        yield
    finally:
        WAITS_IN_PLACE.reset(waits)
        TELLS.reset(told)
        UNTIL.reset(ends)


def used_up(service: str, kind: str, wait: Wait, seconds: float) -> RetryLater:
    """Why nothing is asked now."""
    if wait.budget is None:
        return RetryLater(seconds, f"the rate limit of {service}{kind} is not known yet: nobody was answered")
    for_scans = ", but for the scans" if wait.budget.remaining else ""
    return RetryLater(seconds, f"the rate limit of {service}{kind} is used up{for_scans}")
