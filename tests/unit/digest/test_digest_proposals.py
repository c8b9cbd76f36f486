"""Proposals follow from figures, and are judged by the same figure a week later."""

from collections.abc import Callable
from dataclasses import replace
from datetime import date, timedelta
from typing import Any

import pytest
import review_talk
import review_week

from tasks.core.digest.build import build
from tasks.core.digest.marks import Mark
from tasks.core.digest.material import Material
from tasks.core.digest.people import People
from tasks.core.digest.proposals import Choice, Measure, outcome, rate_of
from tasks.core.digest.rates import Rate
from tasks.core.digest.trends import Series, Trends
from tasks.core.digest.view import Proposals, Sentences
from tasks.core.digest.week_content import compare
from tasks.core.digest.week_topics import Language, Topic, WeekTopics
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


AUDIENCE = review_week.rates("response_rate", "base", "followers", [200] * 8, 5000)
RULE = review_week.rates("rule_24h", "all", "all", [95] * 8, 100)
SAME_DAY = review_week.rates("coverage", "tier", "T1", [45] * 8, 50)


def _of(material: Material, *series: Series, **changes: object) -> dict[str, Choice]:
    """What is proposed of these series alone, by rule; nobody waits."""
    alone = replace(material, ranked=(), board=replace(material.board, open_count=0))
    chosen = _chosen(alone, trends=Trends(review_week.WEEKS, series), people=People(), **changes)
    return {choice.rule: choice for choice in chosen}


def test_content_is_proposed_where_its_interval_says_it_draws_more(rich: Callable[..., Material]) -> None:
    found = _of(rich("weekly-review"), AUDIENCE, content=review_talk.content())["talked-under"]
    assert found.what == "Make one more post of this kind than last week: photo."
    wrote = "6.1 people wrote, a post, under 30 such posts, under the 30 others 2.3 (95 %: 3.2 to 4.4 more)"
    assert found.evidence == f"In eight weeks {wrote}."
    assert (found.measure.metric, found.aim, found.rate) == ("response_rate", "up", Rate(200, 5000))
    alike = compare(
        review_talk.posts(photo_people=2), review_talk.LONDON, review_talk.FIRST, review_talk.LAST
    )
    assert _of(rich("weekly-review"), AUDIENCE, content=alike) == {}


def test_content_is_not_proposed_where_nothing_could_judge_it(rich: Callable[..., Material]) -> None:
    assert _of(rich("weekly-review"), content=review_talk.content()) == {}


def test_hours_with_more_messages_than_answers_are_to_be_kept(rich: Callable[..., Material]) -> None:
    found = _of(rich("weekly-review"), SAME_DAY, hours_present=review_talk.hours(led_on=1))["busy-hours"]
    assert found.what == "Be there from 19:00–21:00: put a block into it."
    assert found.evidence.startswith(
        "In eight weeks 43 % of 1,568 messages came from 19:00–21:00, and 0 % of 320 answers"
    )


def test_a_topic_that_rises_is_asked_about_and_one_that_hurts_is_not(rich: Callable[..., Material]) -> None:
    calm = (Rate(10, 300), Rate(20, 300))
    tins = Topic("tins", (), False, 40, Rate(30, 120), Rate(30, 600), *calm)
    topics = WeekTopics((Language("en", 300, 120, 600, True, (tins,)),))
    assert _of(rich("weekly-review"), AUDIENCE, topics=topics)["spoken-of"].what == (
        "Ask people about “tins” in a post, while they speak of it."
    )
    steady = replace(tins, before=Rate(150, 600))
    still = WeekTopics((replace(topics.languages[0], topics=(steady,)),))
    assert _of(rich("weekly-review"), AUDIENCE, topics=still) == {}


def test_what_is_overdue_comes_first(make_item: Any, with_items: Any, rich: Callable[..., Material]) -> None:
    late = [make_item(f"question {n}?", ago=timedelta(hours=30 + n)) for n in range(4)]
    material, week = with_items(late), rich("weekly-review").week
    assert week is not None
    week = replace(week, trends=Trends(review_week.WEEKS, (RULE,)), people=People())
    (found,) = choose(material, week)
    assert found.what == "Answer the 4 that are overdue before anything new, the oldest first."
    assert (
        found.evidence == "4 of 4 that wait are past their deadline, 4 of them T1; the oldest came Sun 23:00."
    )
    assert choose(with_items(late[:2]), week) == ()


def test_the_same_facts_in_another_order_propose_the_same(rich: Callable[..., Material]) -> None:
    material = rich("weekly-review")
    series = (AUDIENCE, SAME_DAY, *review_week.trends().series)
    both = [
        _chosen(material, trends=Trends(review_week.WEEKS, each), content=review_talk.content())
        for each in (series, series[::-1])
    ]
    assert both[0] == both[1]


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
