"""Finding a place in a feed by id: never too far, and in few questions."""

from bisect import bisect_left
from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from connectors.seeking import Seek

BEGAN = datetime(2020, 1, 1, tzinfo=UTC)
Feed = list[tuple[int, datetime]]


def seek(feed: Feed, end: datetime) -> tuple[int | None, int]:
    """(the id found, how many questions it took) in a feed that is given oldest first."""
    asked = 0

    def probe(below: int) -> tuple[int, datetime] | None:
        nonlocal asked
        asked += 1
        place = bisect_left([number for number, _ in feed], below)
        return feed[place - 1] if place else None

    return Seek().below(probe, feed[-1], end), asked


steps = st.lists(st.tuples(st.integers(1, 10**6), st.integers(0, 10**6)), min_size=1, max_size=60)


@given(steps, st.integers(-(10**7), 10**8))
def test_nothing_before_the_end_is_missed_whatever_the_ids(
    given_steps: list[tuple[int, int]], offset: int
) -> None:
    feed: Feed = [(1, BEGAN)]
    for by, seconds in given_steps:
        feed.append((feed[-1][0] + by, feed[-1][1] + timedelta(seconds=seconds)))
    end = BEGAN + timedelta(seconds=offset)

    found, asked = seek(feed, end)

    assert all(found is None or number < found for number, at in feed if at < end)
    assert asked <= Seek().most


@pytest.mark.parametrize("id_of", [lambda n, at: n + 1, lambda n, at: int(at.timestamp() * 1000) << 16])
def test_the_place_is_near_with_counters_and_with_times_as_ids(id_of: object) -> None:
    times = [BEGAN + timedelta(minutes=n * 10 + (n % 50) ** 2) for n in range(40_000)]
    feed = [(id_of(n, at), at) for n, at in enumerate(sorted(times))]  # type: ignore[operator]
    end = BEGAN + timedelta(days=100)

    found, asked = seek(feed, end)

    at = dict(feed)[found or 0]
    assert end <= at <= end + timedelta(hours=6)
    assert asked <= 8
