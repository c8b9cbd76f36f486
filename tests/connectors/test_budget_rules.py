"""Rate budgets against a service that counts strictly: whatever the latencies and wherever its windows begin, not one
request too many reaches it, and hardly one of those it lets through is left unused."""

import heapq
import itertools
from dataclasses import dataclass, field

from hypothesis import given, settings
from hypothesis import strategies as st

from connectors.budget_rules import Known, Wait, answer, take
from connectors.http_rules import Budget

T = 1_700_000_000.0


@dataclass
class Strict:
    """Lets `limit` requests through in each window, which begins by the calendar, or with its first request."""

    limit: int
    length: float
    by_calendar: bool
    rounds: bool
    ends: float = T
    counts: list[int] = field(default_factory=list)

    def request(self, now: float) -> Budget:
        """What is left when a request has arrived."""
        if now >= self.ends:
            late = (now - self.ends) % self.length if self.by_calendar else 0.0
            self.ends = now - late + self.length
            self.counts.append(0)
        self.counts[-1] += 1
        told = float(int(self.ends)) if self.rounds else self.ends
        return Budget(max(self.limit - self.counts[-1], 0), told, self.limit)


def collected(service: Strict, workers: int, each: int, ways: list[tuple[float, float]]) -> float:
    """Seconds until `workers` have asked `each` so often, one request after the other; `ways` (to the service and
    back) are taken by turns."""
    known, number, trips = Known(), itertools.count(), itertools.cycle(ways)
    events: list[tuple[float, int, str, int, float, Budget | None]] = []

    def then(at: float, what: str, left: int, taken_at: float = 0.0, told: Budget | None = None) -> None:
        heapq.heappush(events, (at, next(number), what, left, taken_at, told))

    for worker in range(workers):
        then(T + 7.3 + worker / 100, "take", each)
    now = T
    while events:
        now, _, what, left, taken_at, told = heapq.heappop(events)
        if what == "take":
            got = take(known, now, 0.0)
            if isinstance(got, Wait):
                then(got.until, "take", left)
            else:
                known = got
                then(now + next(trips)[0], "arrive", left, now)
        elif what == "arrive":
            then(now + next(trips)[1], "answer", left, taken_at, service.request(now))
        else:
            known = answer(known, taken_at, now, told, is_plain=True)
            if left > 1:
                then(now, "take", left - 1)
    return now - T


quick = st.floats(0.01, 0.3)
slow = st.floats(0.3, 12.0)
trip = st.one_of(
    st.tuples(quick, quick), st.tuples(quick, quick), st.tuples(slow, quick), st.tuples(quick, slow)
)


@settings(deadline=None, max_examples=150)
@given(
    limit=st.integers(1, 20),
    length=st.sampled_from((15.0, 30.3, 60.0)),
    by_calendar=st.booleans(),
    rounds=st.booleans(),
    workers=st.integers(1, 12),
    each=st.integers(1, 8),
    ways=st.lists(trip, min_size=1, max_size=7),
)
def test_not_one_request_too_many_reaches_the_service(
    limit: int, length: float, by_calendar: bool, rounds: bool, workers: int, each: int,
    ways: list[tuple[float, float]],
) -> None:  # fmt: skip
    service = Strict(limit, length, by_calendar, rounds)

    collected(service, workers, each, ways)

    assert sum(service.counts) == workers * each
    assert max(service.counts) <= limit


@settings(deadline=None, max_examples=50)
@given(
    by_calendar=st.booleans(),
    rounds=st.booleans(),
    workers=st.integers(2, 12),
    ways=st.lists(st.tuples(quick, quick), min_size=1, max_size=5),
)
def test_what_the_service_lets_through_is_used(
    by_calendar: bool, rounds: bool, workers: int, ways: list[tuple[float, float]]
) -> None:
    service = Strict(60, 60.0, by_calendar, rounds)
    each = 180 // workers

    took = collected(service, workers, each, ways)

    assert len(service.counts) <= 4
    assert all(count >= 59 for count in service.counts[1:-1])
    assert took < 60 * len(service.counts)
