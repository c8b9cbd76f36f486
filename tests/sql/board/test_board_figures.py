"""The figures that the digests quote, from the marts and live."""

from datetime import timedelta
from typing import Any

from tasks import marts
from tasks.core.digest.rates import Rate
from tasks.figures import read_figures

HOUR = timedelta(hours=1)
DAY = timedelta(days=1)


def _ask(core: Any, ago: timedelta, answered_after: timedelta | None = None) -> int:
    asked: int = core.says(core.person(f"member {ago}"), "a question?", ago)
    if answered_after is not None:
        core.replies(asked, "an answer", ago - answered_after)
    return asked


def test_the_rule_is_told_of_today_the_week_and_the_week_before(core: Any) -> None:
    _ask(core, 30 * HOUR, HOUR)  # its 24 hours ended today
    _ask(core, 31 * HOUR)
    _ask(core, 4 * DAY, HOUR)
    _ask(core, 10 * DAY)
    marts.recompute(core.connection, core.brand, core.now)
    figures = read_figures(core.connection, core.config(), "evening-check", core.now)
    assert figures.rule_today == Rate(1, 2)
    assert figures.rule_week == Rate(2, 3)
    assert figures.rule_before == Rate(0, 1)
    assert [group.name for group in figures.rule_by_tier] == ["T1"]


def test_an_answer_after_the_moment_is_not_counted(core: Any) -> None:
    _ask(core, 30 * HOUR, 10 * HOUR)
    early = read_figures(core.connection, core.config(), "evening-check", core.now - 21 * HOUR)
    assert (early.rule_today, early.rule_week) == (Rate(0, 0), Rate(0, 0))


def test_the_review_tells_of_the_last_whole_week(core: Any) -> None:
    monday = core.now.replace(day=23, hour=9)
    asked = _ask(core, 5 * DAY, HOUR)  # Thursday of the week before
    core.says(core.person("bo"), "me too", 5 * DAY - 2 * HOUR, tier="T2", parent=asked)
    _ask(core, 12 * DAY)
    marts.recompute(core.connection, core.brand, core.now)
    figures = read_figures(core.connection, core.config(), "weekly-review", monday)
    spread = figures.depth(monday.date() - 7 * DAY)
    assert spread is not None
    assert (spread.n, spread.mean, spread.median) == (1, 2.0, 2.0)
    assert figures.rule_week == Rate(1, 2)
    assert figures.rule_before == Rate(0, 1)
    assert figures.workload.replies == 1
    assert figures.retention(monday.date() - 7 * DAY) == Rate(0, 1)


def test_figures_of_one_brand_hold_nothing_of_another(core: Any, other: Any) -> None:
    _ask(other, 30 * HOUR, HOUR)
    marts.recompute(core.connection, other.brand, core.now)
    figures = read_figures(core.connection, core.config(), "weekly-review", core.now)
    assert (figures.rule_week, figures.depth_weeks, figures.workload.replies) == (None, (), None)


def test_the_review_knows_how_many_rulings_of_the_week_kept_the_engines_tier(core: Any) -> None:
    monday = core.now.replace(day=23, hour=9)
    for ago, tier in ((4 * DAY, "T1"), (5 * DAY, "T4"), (12 * DAY, "T4")):
        core.tier(_ask(core, ago), tier, by="kim", at=core.now - ago + HOUR)
    marts.recompute(core.connection, core.brand, core.now)
    figures = read_figures(core.connection, core.config(), "weekly-review", monday)
    assert figures.agreement == Rate(1, 2)
