"""Every model on generated communities, against the plain Python oracle."""

from collections.abc import Callable
from datetime import datetime, timedelta

import metrics_oracle as oracle
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


def as_of(c: Community) -> datetime:
    """In the middle of a day, a few days before the community's end: what comes later must not show."""
    return c.midnight(FIRST + timedelta(days=DAYS - 12)) + timedelta(hours=13, minutes=30)


def assert_same(found: dict, expected: dict) -> None:  # type: ignore[type-arg]
    assert found.keys() == expected.keys()
    different = {}
    for key, values in expected.items():
        for a, b in zip(found[key], values, strict=True):
            if (a is None) != (b is None) or (a is not None and float(a) != pytest.approx(float(b), rel=1e-9)):
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
        assert_same(spreads(connection, community, {"first_reply_time"}), oracle.first_reply_time(community, at))
        assert_same(spreads(connection, community, {"conversation_depth"}), oracle.conversation_depth(community, at))
