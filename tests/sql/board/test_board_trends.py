"""Every figure by week, as marts hold it, with its cases and interval."""

from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest
from sqlalchemy import text

import sql
from tasks import marts
from tasks.figures import read_figures
from tasks.week_trends import read_trends, read_volume_days

HOUR, DAY = timedelta(hours=1), timedelta(days=1)
NOW = datetime(2026, 11, 23, 9, 0, tzinfo=UTC)
START = date(2026, 11, 16)


@pytest.fixture
def asked(core: Any) -> Any:
    """Three weeks of questions, two of three answered an hour later; read on the Monday after."""
    core.now = NOW
    for n in range(60):
        question = core.says(
            core.person(f"member {n}"), f"riddle {n}?", (30 + 8 * n) * HOUR, tier=f"T{1 + n % 2}"
        )
        if n % 3:
            core.replies(question, f"answer {n}", (29 + 8 * n - n % 5) * HOUR)
    marts.recompute(core.connection, core.brand, core.now, budget_minutes=60)
    return core


def test_a_series_says_what_the_review_quotes(asked: Any) -> None:
    trends = read_trends(asked.connection, asked.config(), START, NOW)
    figures = read_figures(asked.connection, asked.config(), "weekly-review", NOW)
    rule = trends.of("rule_24h")
    assert trends.weeks[-1] == START
    assert len(trends.weeks) == 8
    assert rule is not None
    now, before = rule.at(START), rule.at(START - 7 * DAY)
    assert now is not None
    assert before is not None
    assert (now.rate, before.rate) == (figures.rule_week, figures.rule_before)
    assert now.n == now.rate.denominator > 0  # type: ignore[union-attr]
    assert now.band == now.rate.interval()  # type: ignore[union-attr]
    assert [series.dimension_value for series in trends.by("rule_24h", "tier")] == ["T1", "T2"]


def test_the_wait_has_the_interval_of_the_cases_it_stands_on(asked: Any) -> None:
    series = read_trends(asked.connection, asked.config(), START, NOW).of(
        "first_reply_time", "clock", "wall", "km_median"
    )
    assert series is not None
    point = series.at(START)
    assert point is not None
    assert point.value is not None
    assert point.band is not None
    assert point.band[0] - 60 <= point.value <= point.band[1] + 60
    bound = {"brand": asked.brand, "zone": asked.zone, "first_day": START, "last_day": START, "as_of": NOW}
    rows = asked.connection.execute(text(sql.load("board/first_reply_weeks.sql")), bound).all()
    assert sum(row.cases for row in rows if row.clock == "wall") == point.n
    waiting = sum(row.cases for row in rows if row.clock == "wall" and not row.is_answered)
    figures = read_figures(asked.connection, asked.config(), "weekly-review", NOW)
    assert figures.first_reply is not None
    assert waiting == figures.first_reply.censored


def test_counts_have_no_interval_and_quotients_none_of_a_share(asked: Any) -> None:
    trends = read_trends(asked.connection, asked.config(), START, NOW)
    for metric in ("volume", "reply_minutes_estimated"):
        series = trends.of(metric)
        assert series is not None
        assert all(point.band is None for point in series.points)


def test_days_by_tier_are_those_of_two_weeks_and_add_up_to_the_weeks(asked: Any) -> None:
    days = read_volume_days(asked.connection, asked.config(), START)
    series = read_trends(asked.connection, asked.config(), START, NOW).of("volume")
    assert series is not None
    assert {day.day for day in days} == {START + n * DAY for n in range(-7, 7)}
    for week in (START, START - 7 * DAY):
        point = series.at(week)
        assert point is not None
        assert sum(day.count for day in days if week <= day.day < week + 7 * DAY) == point.value


def test_a_metric_kept_by_day_alone_is_that_of_the_sunday_or_added_up(asked: Any) -> None:
    trends = read_trends(asked.connection, asked.config(), START, NOW)
    by_day = dict(
        asked.connection.execute(
            text("select metric, sum(denominator) from marts.metric_daily where brand = :brand and dimension = 'all'"
                 " and day between :first and :last and metric in ('answers_led_on', 'growth_quality')"
                 " group by metric"),
            {"brand": asked.brand, "first": START, "last": START + 6 * DAY},
        ).all()
    )  # fmt: skip
    led_on, growth = trends.of("answers_led_on"), trends.of("growth_quality")
    assert led_on is not None
    assert growth is not None
    assert led_on.at(START).n == by_day["answers_led_on"]  # type: ignore[union-attr]
    assert growth.at(START).rate is None or growth.at(START).n <= by_day["growth_quality"]  # type: ignore[union-attr]


def test_another_brand_has_no_figures_here(asked: Any, other: Any) -> None:
    trends = read_trends(other.connection, other.config(), START, NOW)
    assert trends.series == ()
