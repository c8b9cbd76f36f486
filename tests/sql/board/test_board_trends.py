"""Every figure by week, as marts hold it, with its cases and interval."""

from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest
from sqlalchemy import text

import sql
from tasks import marts
from tasks.core.digest.rates import Rate
from tasks.core.digest.trends import Point
from tasks.figures import read_figures
from tasks.week_quality import read_quality
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


# ------------------------------------------------------------------ days that are not known, of what is added up

GAP = "bluesky:acme: messages were not collected"
LED_ON, PER_1000, BY_FOLLOWERS = (
    ("answers_led_on", "all", "all"),
    ("engagement_per_1000", "type", "comments"),
    ("engagement_rate", "base", "followers"),
)


def kept(
    core: Any,
    series: tuple[str, str, str],
    *days: tuple[float | None, float | None],
    why: tuple[int, ...] = (),
) -> None:
    """Put (numerator, denominator) of the week's days down as metric_daily does; the days `why` as not known."""
    metric, dimension, value = series
    for n, (numerator, denominator) in enumerate(days):
        share = None if n in why or numerator is None or not denominator else numerator / denominator
        core.put("marts.metric_daily", day=START + n * DAY, metric=metric, dimension=dimension, dimension_value=value,
                 numerator=numerator, denominator=denominator, value=share, definition_version=1,
                 why_unknown=GAP if n in why else None)  # fmt: skip


def week_of(core: Any, series: tuple[str, str, str]) -> Point:
    found = read_trends(core.connection, core.config(), START, NOW).of(*series)
    assert found is not None
    point = found.at(START)
    assert point is not None
    return point


def told(core: Any) -> tuple[tuple[str, ...], tuple[str, ...]]:
    """The metrics that cannot be known for the week, and those known but for some days."""
    quality = read_quality(core.connection, core.config(), START)
    return quality.unknown, quality.partly


def test_answers_of_a_day_without_its_messages_are_no_answers_that_did_not_lead_on(core: Any) -> None:
    kept(core, LED_ON, *[(4, 10)] * 6, (0, 20), why=(6,))
    point = week_of(core, LED_ON)
    assert (point.value, point.rate, point.gap) == (0.4, Rate(24, 60, GAP), GAP)
    assert point.band == Rate(24, 60).interval()
    assert told(core) == ((), ("answers_led_on",))


def test_a_week_of_which_no_day_is_known_has_no_share_nor_interval(core: Any) -> None:
    kept(core, LED_ON, *[(0, 20)] * 7, why=tuple(range(7)))
    point = week_of(core, LED_ON)
    assert (point.value, point.band, point.gap) == (None, None, GAP)
    assert told(core) == (("answers_led_on",), ())


@pytest.mark.parametrize("series", [PER_1000, BY_FOLLOWERS])
def test_what_was_gained_on_a_day_without_followers_is_by_nobody(core: Any, series: Any) -> None:
    kept(core, series, *[(5, 100)] * 5, (500, None), (None, 100))
    assert week_of(core, series).value == 0.05
    assert told(core) == ((), ())


@pytest.mark.parametrize("series", [PER_1000, BY_FOLLOWERS])
def test_a_week_without_followers_has_no_rate_by_them(core: Any, series: Any) -> None:
    kept(core, series, *[(500, None)] * 7)
    assert week_of(core, series).value is None


@pytest.mark.parametrize("series", [PER_1000, BY_FOLLOWERS])
def test_a_gap_on_any_day_of_the_week_is_told_of_what_is_added_up(core: Any, series: Any) -> None:
    kept(core, series, (90, 100), *[(5, 100)] * 6, why=(0,))
    if series is BY_FOLLOWERS:  # its other bases are kept by week
        core.put("marts.metric_period", period="week", period_start=START, metric="engagement_rate", dimension="base",
                 dimension_value="reach", definition_version=1)  # fmt: skip
    assert week_of(core, series).value == 0.05
    assert told(core) == ((), (series[0],))


def test_a_metric_by_kinds_is_known_but_for_some_days_when_one_of_its_kinds_is(core: Any) -> None:
    kept(core, PER_1000, *[(5, 100)] * 7, why=(2,))
    kept(core, ("engagement_per_1000", "type", "clicks"), *[(None, 100)] * 7, why=(2,))
    assert told(core) == ((), ("engagement_per_1000",))
