"""Messages of one person go together: what their intervals promise, tried on weeks in which nothing changes."""

from dataclasses import replace
from datetime import date, timedelta

import numpy as np
import pytest

from tasks.core.digest.clusters import Cluster, clusters, design_effect
from tasks.core.digest.rates import Rate, change
from tasks.core.digest.trends import Point, Series, Trends, designed
from tasks.core.digest.week_equity import Ratio
from tasks.core.topics.moods import Sums, mood_designs

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


def summed(found: list[Cluster], by: str) -> Sums:
    return Sums(
        MONDAY, "all", "all", "negative", by, len(found), sum(n for n, _ in found), sum(h for _, h in found),
        sum(h * h for _, h in found), sum(h * n for n, h in found), sum(n * n for n, _ in found),
    )  # fmt: skip


def test_moods_mind_people_and_threads_whichever_go_together_more() -> None:
    once, together = [(1, int(n < 50)) for n in range(100)], [(5, 5 * (n < 10)) for n in range(20)]
    for people, threads in ((together, once), (once, together)):
        found = mood_designs([summed(people, "member"), summed(threads, "thread")])
        assert found.weeks["negative", "all", "all", MONDAY] == pytest.approx(design_effect(together))
    assert design_effect(together) > 5
    assert mood_designs([replace(summed(once, "member"), week=None)]).before["negative"] == pytest.approx(
        100 / 99
    )


def test_from_sums_it_is_what_it_is_from_the_clusters() -> None:
    rng = np.random.default_rng(9)
    for people in (1, 2, 30, 200):
        found = community(rng, people, 3.0)
        assert summed(found, "member").design == pytest.approx(design_effect(found))


def test_a_weeks_interval_is_as_wide_as_its_people_make_it() -> None:
    found = Rate(30, 100)
    series = Series(
        "sentiment_negative", "all", "all", "", (Point(MONDAY, 0.3, found.interval(), 100, found),)
    )
    (wider,) = designed(
        Trends((MONDAY,), (series,)), {("sentiment_negative", "all", "all", MONDAY): 4.0}
    ).series
    (point,) = wider.points
    assert point.rate is not None
    assert point.band is not None
    assert point.band[1] - point.band[0] > 1.9 * 2 * 1.96 * (0.3 * 0.7 / 100) ** 0.5 * 0.95
    assert (point.value, point.n) == (0.3, 100)


def test_what_has_no_design_of_its_own_has_no_interval_and_is_called_no_change() -> None:
    found, week = Rate(300, 1000), MONDAY + timedelta(days=7)
    points = tuple(Point(each, 0.3, found.interval(), 1000, found) for each in (MONDAY, week))
    german = Series("sentiment_negative", "language", "de", "", points)
    other = replace(german, metric="rule_24h")
    designs = {("sentiment_negative", "all", "all", MONDAY): 4.0}
    bare, untouched = designed(Trends((MONDAY, week), (german, other)), designs).series
    assert untouched == other
    assert [point.band for point in bare.points] == [None, None]
    assert [(point.value, point.n) for point in bare.points] == [(0.3, 1000)] * 2
    less = replace(bare.points[1].rate, numerator=0) if bare.points[1].rate is not None else None
    assert (difference := change(bare.points[0].rate, less)) is not None
    assert not difference.is_clear
