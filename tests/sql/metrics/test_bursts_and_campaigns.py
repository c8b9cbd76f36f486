"""Bursts and campaigns on generated communities, against a plain Python oracle; and kept up step by step."""

import random
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta

import campaign_oracle as oracle
import pytest
from community import Community as Made
from community import Item, Person, forget_marts, load, touch
from export_brands import Community
from generated import DAYS, FIRST, generate
from sqlalchemy import Connection, Engine, text

from connectors.config import Brand, Campaign
from tasks import marts
from tasks.core.digest.week_campaigns import Talk
from tasks.week_campaigns import read_campaign

DAY = timedelta(days=1)
Rows = dict[date, tuple[int, float | None, int | None]]


@pytest.fixture(scope="module")
def shared(calm: Callable[[], AbstractContextManager[Community]]) -> Iterator[Engine]:
    """One warehouse for all of these tests: each takes back what it did."""
    with calm() as community:
        yield community.engine


@pytest.fixture
def connection(shared: Engine) -> Iterator[Connection]:
    with shared.connect() as connection, connection.begin() as transaction:
        yield connection
        transaction.rollback()


def held(connection: Connection, c: Made) -> Rows:
    """What the marts hold of bursts, by day."""
    query = text("""select day, numerator::int, denominator::float, value::int from marts.metric_daily
                    where brand = :b and metric = 'burst'""")
    return {row[0]: (row[1], row[2], row[3]) for row in connection.execute(query, {"b": c.brand})}


def busy(seed: int, items: int = 200) -> Made:
    """A community with some days on which a crowd came."""
    c, rng = generate(seed, items=items), random.Random(seed)
    for _ in range(6):
        start = c.midnight(FIRST + timedelta(days=rng.randrange(30, DAYS)))
        for _ in range(rng.choice([8, 12, 30])):
            number = max(i.id for i in c.items) + 1
            at = start + timedelta(minutes=rng.randrange(1440))
            c.items.append(Item(number, rng.choice(c.people[2:]), at, str(number), tier="T2"))
    return c


@pytest.mark.parametrize("seed", range(2))
def test_bursts_are_those_of_the_oracle(connection: Connection, seed: int) -> None:
    c = busy(seed)
    at = c.midnight(FIRST + timedelta(days=DAYS - 8)) + timedelta(hours=15)
    load(connection, c)
    marts.recompute(connection, c.brand, at)
    found = held(connection, c)
    assert found == oracle.bursts(c, at)
    assert sum(1 for _, _, value in found.values() if value) >= 2


def test_a_burst_by_hand(connection: Connection) -> None:
    people = [Person(1, 1, is_own=True), *(Person(n, n) for n in range(2, 30))]
    c, noon = Made(people=people), datetime(2026, 2, 2, 12, tzinfo=UTC)  # a Monday
    monday_counts = [4, 5, 3, 4, 4, 20]
    for week, count in enumerate(monday_counts):
        for n in range(count):
            number = 100 * week + n
            c.items.append(Item(number, people[1 + n], noon + 7 * week * DAY, str(number), tier="T2"))
    load(connection, c)
    marts.recompute(connection, c.brand, noon + 36 * DAY)
    found = held(connection, c)
    last = date(2026, 3, 9)
    assert found[last] == (20, 4, 1)  # of 4, 5, 3, 4, 4 the median is 4; 20 > 4 + 4 * 2
    assert found[last - 7 * DAY] == (4, 4, 0)
    assert found[last - 14 * DAY] == (4, 4, None)  # three Mondays before are too few
    assert found[last - DAY] == (0, 0, 0)


def test_a_first_day_that_moves_back_changes_what_is_usual_after_it(connection: Connection) -> None:
    c = busy(1, items=60)
    late = c.midnight(FIRST + timedelta(days=60))
    c.items = [i for i in c.items if i.at >= late]
    c.actions = []
    at = c.midnight(FIRST + timedelta(days=DAYS))
    load(connection, c)
    marts.recompute(connection, c.brand, at)
    old = Item(9999, c.people[5], late - 40 * DAY, "old", tier="T2")
    c.items.append(old)
    load(connection, c)
    touch(connection, c, {c.day(old.at)})
    marts.recompute(connection, c.brand, at)
    found = held(connection, c)
    forget_marts(connection, c.brand)
    marts.recompute(connection, c.brand, at, everything=True)
    assert found == held(connection, c)


@pytest.mark.parametrize("seed", range(4))
def test_campaigns_are_those_of_the_oracle_whatever_the_order_of_arrival(
    connection: Connection, seed: int
) -> None:
    c, rng = generate(seed), random.Random(seed)
    for item in c.items:
        if rng.random() < 0.2:
            item.hashtags = tuple(rng.sample(["Kettle", "KETTLE", "mug"], rng.choice([1, 2])))
        if rng.random() < 0.1:
            item.post = str(rng.choice(c.items).id)
    rng.shuffle(c.items)
    load(connection, c)
    brand = Brand(slug=c.brand, name="Acme", timezone=c.zone.key)
    for first, length, seen in [(20, 30, 40), (60, 90, 80), (0, 170, 170)]:
        begins, until = FIRST + first * DAY, FIRST + (first + length) * DAY
        at = c.midnight(FIRST + seen * DAY) + timedelta(hours=9)
        campaign = Campaign.model_validate(
            {"name": "k", "hashtags": ("kettle",), "from": begins, "until": until}
        )
        found, told = (
            read_campaign(connection, brand, campaign, at).talk,
            oracle.campaign(c, {"kettle"}, begins, until, at),
        )
        expected = Talk(**vars(told), depth_p90=found.depth_p90)
        assert found.depth_mean == pytest.approx(told.depth_mean)
        assert replace(found, depth_mean=None) == replace(expected, depth_mean=None)
