"""Marts kept up step by step hold the same rows as marts computed from nothing."""

import random
from datetime import timedelta

import pytest
from changing import changes, recomputed
from community import Item, Person, load, marts_rows, touch
from generated import FIRST, generate
from sqlalchemy import Engine, text

from tasks import marts

STEPS = 9


@pytest.mark.parametrize(("seed", "put_down_from"), [(0, 14), (1, 14), (2, 14), (3, 14), (4, 1), (5, 1)])
def test_step_by_step_is_the_same_as_from_nothing(
    db: Engine, monkeypatch: pytest.MonkeyPatch, seed: int, put_down_from: int
) -> None:
    monkeypatch.setattr(marts, "WORKING_DAYS", put_down_from)
    rng = random.Random(seed)
    c = generate(seed, items=120)
    through = at = c.midnight(FIRST + timedelta(days=100)) + timedelta(hours=10)
    with db.begin() as connection:
        load(connection, c)
        marts.recompute(connection, c.brand, at)
        for _ in range(STEPS):
            touched = changes(rng, c)
            at += timedelta(hours=rng.choice([-700, -30, 0, 2, 14, 24, 100, 400]))
            through = max(through, at)
            load(connection, c)
            touch(connection, c, touched)
            marts.recompute(connection, c.brand, at)
            found = marts_rows(connection, c.brand)
            expected = recomputed(connection, c, through)
            for table, rows in expected.items():
                assert set(rows) ^ set(found[table]) == set(), (table, touched, at, through)


def test_touched_days_are_taken_and_a_second_run_writes_nothing(db: Engine) -> None:
    c = generate(1, items=80)
    at = c.midnight(FIRST + timedelta(days=90))
    with db.begin() as connection:
        load(connection, c)
        touch(connection, c, {FIRST, FIRST + timedelta(days=40)})
        assert sum(marts.recompute(connection, c.brand, at).values()) > 0
        assert sum(marts.recompute(connection, c.brand, at).values()) == 0
        assert connection.execute(text("select count(*) from ops.touched_day")).scalar_one() == 0


def test_replaying_the_past_leaves_the_marts_as_they_are(db: Engine) -> None:
    c = generate(2, items=80)
    at = c.midnight(FIRST + timedelta(days=90)) + timedelta(hours=9)
    with db.begin() as connection:
        load(connection, c)
        marts.recompute(connection, c.brand, at)
        before = marts_rows(connection, c.brand)
        touch(connection, c, {FIRST + timedelta(days=n) for n in range(95)})
        marts.recompute(connection, c.brand, at - timedelta(days=30))
        assert marts_rows(connection, c.brand) == before


def test_live_figures_of_a_day_are_those_the_marts_would_hold_at_that_moment(db: Engine) -> None:
    c = generate(3)
    at = c.midnight(FIRST + timedelta(days=90)) + timedelta(hours=15)
    with db.begin() as connection:
        load(connection, c)
        connection.execute(
            text("set local enable_sort = off")
        )  # no plan gives an order that nobody asked for
        live = marts.live(connection, c.brand, c.day(at), at)
        assert marts_rows(connection, c.brand)["metric_daily"] == []
        marts.recompute(connection, c.brand, at)
        kept = connection.execute(
            text("""select day, metric, dimension, dimension_value, numerator, denominator, value
                    from marts.metric_daily where metric in ('rule_24h', 'coverage', 'volume') and day > :d"""),
            {"d": c.day(at) - timedelta(days=7)},
        )
        assert {marts.Figure(*row) for row in kept} == set(live.figures)
        assert {f.day for f in live.figures} == {c.day(at) - timedelta(days=n) for n in range(7)}
        rule = [f.day for f in live.figures if f.metric == "rule_24h"]
        assert rule == sorted(rule)


def test_a_brand_sees_nothing_of_another(db: Engine) -> None:
    alone, other = generate(1, "acme"), generate(2, "bolt")
    other.items = [i for i in other.items if i.kind != "post"]
    at = alone.midnight(FIRST + timedelta(days=120))
    with db.begin() as connection:
        load(connection, alone)
        marts.recompute(connection, "acme", at)
        before = marts_rows(connection, "acme")
        load(connection, other)
        touch(connection, other, {FIRST})
        marts.recompute(connection, "bolt", at)
        assert marts_rows(connection, "acme") == before
        assert recomputed(connection, alone, at) == before
        assert marts_rows(connection, "bolt")["metric_daily"] != []


def test_a_brand_without_interactions_has_empty_marts(db: Engine) -> None:
    c = generate(1, items=60)
    at = c.midnight(FIRST + timedelta(days=120))
    with db.begin() as connection:
        load(connection, c)
        marts.recompute(connection, c.brand, at)
        c.items, c.actions = [], []
        load(connection, c)
        assert marts.recompute(connection, c.brand, at) == {}
        assert not any(marts_rows(connection, c.brand).values())


@pytest.mark.parametrize(
    ("known", "late"),
    [
        ([100, 102], 2),  # who seemed new on day 100 came back then, after 98 days
        ([0, 1, 2], 3),  # the fourth interaction: a regular, and lost later
        ([100], 70),  # who seemed new was new a month before
        ([50], 5),  # and their cohort is an older one
        ([], 5),  # somebody nobody knew of
    ],
)
def test_what_arrives_late_changes_what_people_are_taken_for_months_later(
    db: Engine, known: list[int], late: int
) -> None:
    c = generate(1, items=40)
    person = Person(99, 99)
    c.people.append(person)
    noon = c.midnight(FIRST) + timedelta(hours=12)
    c.items += [
        Item(900 + n, person, noon + timedelta(days=day), str(900 + n)) for n, day in enumerate(known)
    ]
    at = noon + timedelta(days=165)
    with db.begin() as connection:
        load(connection, c)
        marts.recompute(connection, c.brand, at)
        c.items.append(Item(999, person, noon + timedelta(days=late), "999"))
        load(connection, c)
        touch(connection, c, {c.day(noon + timedelta(days=late))})
        marts.recompute(connection, c.brand, at)
        assert marts_rows(connection, c.brand) == recomputed(connection, c, at)
