"""Proposals follow from figures, and are judged by the same figure a week later."""

from collections.abc import Callable
from dataclasses import replace
from datetime import date, timedelta

import pytest
import review_week

from tasks.core.digest import Material, build
from tasks.core.digest.marks import Mark
from tasks.core.digest.people import People
from tasks.core.digest.proposals import Choice, Measure, outcome, rate_of
from tasks.core.digest.rates import Rate
from tasks.core.digest.trends import Trends
from tasks.core.digest.view import Proposals, Sentences
from tasks.core.digest.weekly_advice import choose

T1 = Measure("rule_24h", "tier", "T1")
CHOICE = Choice("slow-t1", "Begin with T1.", "15 of 49 T1 passed 24 hours.", T1, "up", Rate(30, 60))


def _chosen(material: Material, **changes: object) -> list[Choice]:
    assert material.week is not None
    week = replace(material.week, **changes)  # type: ignore[arg-type]
    return list(choose(replace(material, week=week), week))


def test_a_proposal_names_the_figure_it_stands_on(rich: Callable[..., Material]) -> None:
    chosen = _chosen(rich("weekly-review"))
    assert [choice.rule for choice in chosen] == ["slow-t1", "slow-hours", "newcomers-leave"]
    assert chosen[0].evidence == "15 of 49 T1 passed 24 hours: 69 % of 49 were in time (95 %: 55 to 80 %)."
    assert chosen[0].rate == Rate(34, 49)


def test_there_are_three_at_most_and_none_where_nothing_fell_short(rich: Callable[..., Material]) -> None:
    material = rich("weekly-review")
    assert len(_chosen(material)) == 3
    fine = Trends(review_week.WEEKS, (review_week.rates("rule_24h", "tier", "T1", [49] * 8, 49),))
    assert _chosen(material, trends=fine, people=People()) == []
    assert _chosen(material, trends=Trends(), people=People()) == []


def test_few_cases_propose_nothing(rich: Callable[..., Material]) -> None:
    few = Trends(review_week.WEEKS, (review_week.rates("rule_24h", "tier", "T1", [2] * 8, 19),))
    assert _chosen(rich("weekly-review"), trends=few, people=People()) == []


def test_what_the_interval_leaves_open_stands_behind_what_it_makes_sure_of(
    rich: Callable[..., Material],
) -> None:
    series = (
        review_week.rates("rule_24h", "tier", "T1", [26] * 8, 30),
        review_week.rates("growth_quality", "all", "all", [10] * 8, 60),
    )
    chosen = _chosen(rich("weekly-review"), trends=Trends(review_week.WEEKS, series), people=People())
    assert [choice.rule for choice in chosen] == ["newcomers-leave", "slow-t1"]


@pytest.mark.parametrize(
    ("aim", "now", "verdict"),
    [
        ("up", Rate(55, 60), "better"), ("down", Rate(55, 60), "worse"), ("up", Rate(5, 60), "worse"),
        ("down", Rate(5, 60), "better"), ("up", Rate(33, 60), "unclear"), ("up", Rate(9, 10), "unknown"),
        ("up", None, "unknown"),
    ],
)  # fmt: skip
def test_a_proposal_is_called_better_or_worse_only_where_the_interval_says_so(
    aim: str, now: Rate | None, verdict: str
) -> None:
    assert outcome(replace(CHOICE, aim=aim), now, "en_GB").verdict == verdict  # type: ignore[arg-type]


def test_a_part_of_the_day_is_measured_by_its_hours_together() -> None:
    trends = review_week.trends()
    assert rate_of(trends, Measure("rule_24h", "hour", "09-10"), review_week.MONDAY) == Rate(48, 52)
    assert rate_of(trends, Measure("rule_24h", "hour", "00-05"), review_week.MONDAY) is None


def test_the_review_shows_each_proposal_with_its_evidence_and_its_measure(
    rich: Callable[..., Material],
) -> None:
    section = build("weekly-review", rich("weekly-review")).sections[-1]
    (block,) = [block for block in section.blocks if isinstance(block, Proposals)]
    assert next(iter(block.proposals)).measure == "Next week’s measure: the 24-hour rule of T1, to rise."
    assert all(proposal.evidence for proposal in block.proposals)


def _first_sentence(material: Material, volumes: list[float], *marks: Mark) -> str:
    assert material.week is not None
    trends = Trends(review_week.WEEKS, (review_week.counts("volume", volumes),))
    campaigns = replace(material.week.campaigns, marks=marks)
    view = build(
        "weekly-review", replace(material, week=replace(material.week, trends=trends, campaigns=campaigns))
    )
    (block,) = view.sections[0].blocks
    assert isinstance(block, Sentences)
    return " ".join(block.sentences[0])


def test_a_week_is_put_beside_the_weeks_before_it(rich: Callable[..., Material]) -> None:
    usual, material = [100.0, 110, 120, 130, 120, 110, 100], rich("weekly-review")
    assert "115 messages and reactions came in, within the 100 to 130 of the 7 weeks" in _first_sentence(
        material, [*usual, 115]
    )
    assert "fewer than in any of the 7 weeks before (100 to 130)" in _first_sentence(material, [*usual, 90])
    assert "more than in any of the 7 weeks before (100 to 130)" in _first_sentence(material, [*usual, 180])


def test_a_burst_is_never_called_growth(rich: Callable[..., Material]) -> None:
    day: date = review_week.MONDAY + timedelta(days=2)
    burst = Mark(day, day, "Summer Parcel", "burst", 90, 20.0)
    said = _first_sentence(rich("weekly-review"), [100.0, 110, 120, 130, 120, 110, 100, 180], burst)
    assert "no growth is read from it" in said
    assert "Summer Parcel" in said
    assert "more than" not in said
