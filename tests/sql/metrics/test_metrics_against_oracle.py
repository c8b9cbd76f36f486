"""Every model on generated communities, against the plain Python oracle."""

from datetime import date, datetime, timedelta

import content_oracle as content
import metrics_oracle as oracle
import people_oracle as people
import pytest
from community import Community, load
from generated import DAYS, FIRST, generate
from sqlalchemy import Connection, Engine, text

from tasks import marts


def rates(connection: Connection, c: Community, metrics: set[str]) -> oracle.Rates:
    query = text("""select day, metric, dimension, dimension_value, numerator, denominator, value
                    from marts.metric_daily where brand = :b and metric = any(:m)""")
    rows = connection.execute(query, {"b": c.brand, "m": list(metrics)})
    return {tuple(row[:4]): tuple(row[4:]) for row in rows}


def spreads(connection: Connection, c: Community, metrics: set[str]) -> oracle.Spreads:
    query = text("""select day, metric, dimension, dimension_value, measure, n, censored, value
                    from marts.distribution_daily where brand = :b and metric = any(:m)""")
    rows = connection.execute(query, {"b": c.brand, "m": list(metrics)})
    return {tuple(row[:5]): tuple(row[5:]) for row in rows}


def periods(connection: Connection, c: Community, grain: str, metrics: set[str]) -> oracle.Rates:
    query = text("""select period_start, metric, dimension, dimension_value, numerator, denominator, value
                    from marts.metric_period where brand = :b and period = :g and metric = any(:m)""")
    rows = connection.execute(query, {"b": c.brand, "g": grain, "m": list(metrics)})
    return {tuple(row[:4]): tuple(row[4:]) for row in rows}


def cohorts(connection: Connection, c: Community) -> dict[tuple[date, int], tuple[int, int]]:
    query = text("select cohort_week, week_number, members, active from marts.cohort_weekly where brand = :b")
    return {
        (week, n): (members, active) for week, n, members, active in connection.execute(query, {"b": c.brand})
    }


def as_of(c: Community) -> datetime:
    """In the middle of a day, a few days before the community's end: what comes later must not show."""
    return c.midnight(FIRST + timedelta(days=DAYS - 12)) + timedelta(hours=13, minutes=30)


def assert_same(found: dict, expected: dict) -> None:  # type: ignore[type-arg]
    assert found.keys() == expected.keys()
    different = {}
    for key, values in expected.items():
        for a, b in zip(found[key], values, strict=True):
            if (a is None) != (b is None) or (
                a is not None and float(a) != pytest.approx(float(b), rel=1e-9)
            ):
                different[key] = (found[key], values)
    assert different == {}


@pytest.mark.parametrize("seed", range(4))
def test_the_brands_side_is_what_the_oracle_says(db: Engine, seed: int) -> None:
    community = generate(seed)
    at = as_of(community)
    with db.begin() as connection:
        load(connection, community)
        marts.recompute(connection, community.brand, at)
        assert_same(rates(connection, community, {"rule_24h"}), oracle.rule_24h(community, at))
        assert_same(rates(connection, community, {"coverage", "volume"}), oracle.coverage(community, at))
        assert_same(
            spreads(connection, community, {"first_reply_time"}), oracle.first_reply_time(community, at)
        )
        assert_same(
            spreads(connection, community, {"conversation_depth"}), oracle.conversation_depth(community, at)
        )


@pytest.mark.parametrize("seed", range(4))
def test_peoples_metrics_are_what_the_oracle_says(db: Engine, seed: int) -> None:
    community = generate(seed)
    at = as_of(community)
    with db.begin() as connection:
        load(connection, community)
        marts.recompute(connection, community.brand, at)
        assert_same(rates(connection, community, {"growth_quality"}), people.growth_quality(community, at))
        assert_same(rates(connection, community, {"net_active"}), people.net_active(community, at))
        for grain in ("week", "month"):
            metrics = {"retention", "active_members", "stickiness"}
            assert_same(
                periods(connection, community, grain, metrics), people.retention(community, at, grain)
            )
        assert_same(cohorts(connection, community), people.cohorts(community, at))


@pytest.mark.parametrize("seed", range(4))
def test_metrics_of_content_and_work_are_what_the_oracle_says(db: Engine, seed: int) -> None:
    community = generate(seed)
    at = as_of(community)
    with db.begin() as connection:
        load(connection, community)
        marts.recompute(connection, community.brand, at, budget_minutes=60)
        engaged = {"engagement", "engagement_per_post", "engagement_per_1000", "engagement_rate"}
        worked = {"replies_sent", "replies_outside_hours", "reply_minutes_estimated"}
        made = {"ugc_posts", "ugc_creators", "ugc_share"}
        assert_same(rates(connection, community, engaged), content.engagement(community, at))
        assert_same(rates(connection, community, worked), content.workload(community, at, 60))
        assert_same(rates(connection, community, made), content.ugc(community, at, "day"))
        assert_same(
            rates(connection, community, {"response_rate"}), people.response_rate(community, at, "day")
        )


@pytest.mark.parametrize("grain", ["week", "month"])
@pytest.mark.parametrize("seed", range(2))
def test_weeks_and_months_add_up_days_or_count_people_anew(db: Engine, seed: int, grain: str) -> None:
    community = generate(seed)
    at = as_of(community)
    made = {"ugc_posts", "ugc_creators", "ugc_share"}
    daily = (
        oracle.rule_24h(community, at) | oracle.coverage(community, at) | content.engagement(community, at)
    )
    daily |= content.workload(community, at, 60)
    with db.begin() as connection:
        load(connection, community)
        marts.recompute(connection, community.brand, at, budget_minutes=60)
        expected = content.rolled_up(community, at, daily, grain)
        assert_same(periods(connection, community, grain, {str(k[1]) for k in daily}), expected)
        assert_same(periods(connection, community, grain, made), content.ugc(community, at, grain))
        expected = people.response_rate(community, at, grain)
        assert_same(periods(connection, community, grain, {"response_rate"}), expected)
