"""Finding a place in a newest-first feed by id, instead of reading every page down to it. Knows no platform."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta

Probe = Callable[[int], tuple[int, datetime] | None]
"""Id and time of the newest item whose id is below the one given; None when there is none."""


@dataclass(frozen=True, slots=True)
class Seek:
    """How exact a search is: it ends when the place found is at most `tolerance` too new, or after `most` probes."""

    tolerance: timedelta = timedelta(hours=6)
    most: int = 12

    def below(self, probe: Probe, newest: tuple[int, datetime], end: datetime) -> int | None:
        """An id such that everything in the feed before `end` has a smaller one; None: begin at the newest.

        Ids are integers that grow with time, evenly or not (counters, or times with a suffix). The answer is
        always on the safe side, however few probes there were: it is the id of an item at or after `end`.
        """
        high, low = newest, (0, datetime.fromtimestamp(0, end.tzinfo))
        for turn in range(self.most):
            if high[1] - end <= self.tolerance or high[0] - low[0] <= 1:
                break
            guess = _between(low, high, end + self.tolerance / 2, is_halving=turn % 3 == 2)
            found = probe(guess)
            if found is not None and found[1] >= end and found[0] < high[0]:
                high = found
            else:
                low = (guess, found[1] if found and found[1] < end else low[1])
        return high[0] if high != newest else None


def _between(low: tuple[int, datetime], high: tuple[int, datetime], at: datetime, *, is_halving: bool) -> int:
    """An id strictly between the two, where `at` should be; every third time the middle, against uneven growth."""
    span = (high[1] - low[1]).total_seconds()
    share = 0.5 if is_halving or span <= 0 else (at - low[1]).total_seconds() / span
    guess = low[0] + int((high[0] - low[0]) * min(max(share, 0.0), 1.0))
    return min(max(guess, low[0] + 1), high[0] - 1)
