"""A figure that is not there says why, and never stands as a bare dash."""

from collections.abc import Callable
from dataclasses import replace

import pytest
import review_week

from tasks.core.digest.absent import reason
from tasks.core.digest.build import build
from tasks.core.digest.material import Material
from tasks.core.digest.trends import Point, Series, Trends
from tasks.core.digest.view import Table
from tasks.core.digest.weekly_advice import choose
from tasks.core.digest.weekly_tables import every_figure
from tasks.render import render


@pytest.mark.parametrize(
    ("metric", "gap", "cases", "said"),
    [
        ("coverage", "", 0, "no case"),
        ("coverage", "", None, "no case"),
        ("coverage", "bluesky:acme: too old", 0, "not collected"),
        ("response_rate", "", None, "not given"),
        ("engagement_rate", "bluesky:acme: too old", None, "not collected"),
        ("first_reply_time", "", 12, "not reached"),
    ],
)
def test_a_reason_is_that_of_the_figure(metric: str, gap: str, cases: int | None, said: str) -> None:
    assert reason(metric, gap, cases) == said


def test_every_figure_that_is_missing_from_the_tables_says_why(rich: Callable[..., Material]) -> None:
    known, gap = review_week.rates("coverage", "tier", "T1", [9] * 8, 10), "bluesky:acme: too old"
    points = (*known.points[:6], replace(known.points[6], value=None, rate=None, gap=gap))
    reach = Series("response_rate", "base", "reach", "", (Point(review_week.WEEKS[0], 0.1),))
    material = rich("weekly-review")
    assert material.week is not None
    trends = Trends(review_week.WEEKS, (replace(known, points=points), reach))
    view = build("weekly-review", replace(material, week=replace(material.week, trends=trends)))
    rows = {
        row[0]: (row[1], *row[5:])
        for section in view.appendix
        for block in section.blocks
        if isinstance(block, Table)
        for row in block.rows
    }
    assert rows["Answered the same day, T1"][:3] == ("no case", "not collected", "9 of 10")
    assert rows["Of the audience, spoke up, of reach"][:7] == ("not given",) * 7
    assert ">–<" not in (render(view).page or "–")


def test_who_may_have_been_there_unseen_is_not_said_to_have_gone_quiet(
    rich: Callable[..., Material],
) -> None:
    material = rich("weekly-review")
    assert material.week is not None
    gap = "linkedin:acme, comments: the token is dead"
    people = material.week.people
    retention = review_week.rates("retention", "all", "all", [30] * 8, 60)
    trends = Trends(review_week.WEEKS, (retention,))
    known = replace(material.week, trends=trends)
    assert "gone-quiet" in [choice.rule for choice in choose(material, known)]
    unknown = replace(people.weeks[-1], active=None, arrived=None, returned=None, quiet=None, why_unknown=gap)
    found = replace(people, weeks=(*people.weeks[:-1], unknown), arrived=(), returned=(), quiet=())
    week = replace(known, people=found)
    assert "gone-quiet" not in [choice.rule for choice in choose(material, week)]
    rendered = render(build("weekly-review", replace(material, week=week)))
    for told in (rendered.text, rendered.page or ""):
        assert "Not known: how many were active, who arrived or returned and who went quiet." in told
        assert "How many members were active is not known" in told
        assert "the token is dead" in told


@pytest.mark.parametrize(("active", "said"), [(1, "1 member was active"), (2, "2 members were active")])
def test_one_member_was_and_two_were(rich: Callable[..., Material], active: int, said: str) -> None:
    material = rich("weekly-review")
    assert material.week is not None
    people = material.week.people
    last = replace(people.weeks[-1], active=active, arrived=1, returned=0)
    week = replace(material.week, people=replace(people, weeks=(*people.weeks[:-1], last)))
    assert said in render(build("weekly-review", replace(material, week=week))).text


def test_a_ratio_of_the_days_that_are_known_is_marked_as_a_share_of_them_is(
    rich: Callable[..., Material],
) -> None:
    weeks = review_week.WEEKS
    points = tuple(Point(week, 4.0, gap="mail was down" if week == weeks[-1] else "") for week in weeks)
    series = Series("engagement_per_1000", "type", "comments", "", points)
    material = rich("weekly-review")
    assert material.week is not None
    sections = every_figure(material, replace(material.week, trends=Trends(weeks, (series,))))
    rows = [row for one in sections for table in one.blocks if isinstance(table, Table) for row in table.rows]
    assert [(row[1], row[5]) for row in rows if row[0].startswith("Engagement a day")] == [("4*", "4")]
