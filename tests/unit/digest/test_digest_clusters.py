"""Messages of one person go together: what their intervals promise, tried on weeks in which nothing changes."""

from datetime import date

import numpy as np
import pytest

from tasks.core.digest.clusters import Cluster, clusters, design_effect
from tasks.core.digest.rates import Rate, change
from tasks.core.digest.trends import Point, Series, Trends, designed
from tasks.core.digest.week_equity import Ratio
from tasks.core.topics.moods import mood_designs
from tasks.core.topics.telling import Heard

WEEKS = 600
MONDAY = date(2026, 11, 16)


def community(
    rng: np.random.Generator, people: int, messages: float, share: float = 0.3, alike: float = 0.35
) -> list[Cluster]:
    """Everybody writes `messages` on average, some many; whose sound alike by `alike` (0: not at all, 1: wholly)."""
    spread = 1 / alike - 1
    tendencies = rng.beta(share * spread, (1 - share) * spread, people)
    counts = rng.geometric(1 / messages, people)
    return [(int(n), int(rng.binomial(n, p))) for n, p in zip(counts, tendencies, strict=True)]


def rate(found: list[Cluster], *, is_clustered: bool) -> Rate:
    cases, hits = (sum(cluster[side] for cluster in found) for side in (0, 1))
    return Rate(hits, cases, design=design_effect(found) if is_clustered else 1.0)


@pytest.mark.parametrize(("people", "messages"), [(40, 2.5), (120, 3.0)])
def test_of_a_hundred_weeks_alike_about_five_are_called_a_change(people: int, messages: float) -> None:
    rng, called = np.random.default_rng(7), {True: 0, False: 0}
    for _ in range(WEEKS):
        week, before = community(rng, people, messages), community(rng, 4 * people, 2 * messages)
        for is_clustered in called:
            found = change(rate(before, is_clustered=is_clustered), rate(week, is_clustered=is_clustered))
            called[is_clustered] += found is not None and found.is_clear
    assert 0.02 <= called[True] / WEEKS <= 0.08
    assert called[False] / WEEKS > 0.12  # what taking every message for a case of its own had called so


@pytest.mark.parametrize("people", [30, 100])
def test_of_a_hundred_weeks_of_equal_answers_about_five_are_called_unequal(people: int) -> None:
    rng, called = np.random.default_rng(8), {True: 0, False: 0}
    for _ in range(WEEKS):
        newcomers, others = community(rng, people, 1.6, 0.5), community(rng, 2 * people, 4.0, 0.5)
        for is_clustered in called:
            ratio = Ratio(*(rate(found, is_clustered=is_clustered) for found in (newcomers, others)))
            called[is_clustered] += ratio.is_clear
    assert 0.02 <= called[True] / WEEKS <= 0.08
    assert called[False] / WEEKS > 0.1


def test_who_writes_once_is_a_case_and_who_always_says_the_same_is_one_however_often() -> None:
    assert design_effect([(1, 1)] * 30 + [(1, 0)] * 30) == pytest.approx(60 / 59)
    assert design_effect([(5, 5)] * 20 + [(5, 0)] * 20) == pytest.approx(5 * 40 / 39)
    assert design_effect([(5, 5)] * 20) == 5
    assert design_effect([(4, 2)] * 20) == 1
    assert design_effect([]) == 1


def test_cases_are_counted_by_whose_they_are() -> None:
    assert sorted(clusters([("ana", True), ("ben", False), ("ana", False)])) == [(1, 0), (2, 1)]


def test_moods_mind_people_and_threads_whichever_go_together_more() -> None:
    def heard(member: int, thread: str, feeling: str) -> Heard:
        return Heard(1, member, "en", "words", MONDAY, feeling, thread_key=thread)  # type: ignore[arg-type]

    talkative = [heard(n // 5, str(n), "negative" if n < 50 else "neutral") for n in range(100)]
    heated = [heard(n, str(n // 5), "negative" if n < 50 else "neutral") for n in range(100)]
    for found in (talkative, heated):
        assert mood_designs(found, ["negative"], MONDAY).weeks["negative", MONDAY] > 5
    assert mood_designs(talkative, ["negative"], MONDAY).before == {"negative": 1.0}


def test_a_weeks_interval_is_as_wide_as_its_people_make_it() -> None:
    found = Rate(30, 100)
    series = Series(
        "sentiment_negative", "all", "all", "", (Point(MONDAY, 0.3, found.interval(), 100, found),)
    )
    (wider,) = designed(Trends((MONDAY,), (series,)), {("sentiment_negative", "*", MONDAY): 4.0}).series
    (point,) = wider.points
    assert point.rate is not None
    assert point.band is not None
    assert point.band[1] - point.band[0] > 1.9 * 2 * 1.96 * (0.3 * 0.7 / 100) ** 0.5 * 0.95
    assert (point.value, point.n) == (0.3, 100)
