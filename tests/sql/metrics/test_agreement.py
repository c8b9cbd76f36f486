"""Agreement of people with the engine: against the oracle, kept up step by step, and in the weekly review's words."""

import random
from datetime import UTC, date, datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from community import Community, Item, Person, load, marts_rows
from rulings_oracle import Said, agreement
from sqlalchemy import Connection, Engine, text

from connectors.warehouse import copy_rows
from tasks import marts
from tasks.core.items import TIERS
from tasks.triage import retier

ZONE = ZoneInfo("America/New_York")  # a ruling of the late evening is one of the next day in UTC
MONDAY = date(2026, 2, 2)
START = datetime(2026, 2, 2, 14, tzinfo=UTC)
ANA = Person(1, 1)
HOUR = timedelta(hours=1)


def community(items: int) -> Community:
    asked = [Item(n, ANA, START - HOUR, str(n)) for n in range(1, items + 1)]
    return Community(zone=ZONE, people=[ANA], items=asked)


def say(connection: Connection, said: list[Said]) -> None:
    columns = [
        "brand",
        "interaction_id",
        "tier",
        "confidence",
        "engine",
        "assigned_by",
        "assigned_at",
        "engine_tier",
    ]
    copy_rows(connection, "core.tier_assignment", columns,
              [("acme", s.item, s.tier, 1.0, s.engine, s.by, s.at, s.without_rule) for s in said])  # fmt: skip


def some(rng: random.Random, items: int) -> list[Said]:
    """Four weeks of assignments by two versions, one of them under rules, and of rulings, some of them repeated."""
    said = []
    for _ in range(items * 4):
        at = START + timedelta(minutes=rng.randrange(60 * 24 * 26))
        item, tier = rng.randrange(1, items + 1), rng.choice(TIERS)
        if rng.random() < 0.5:
            engine = rng.choice(["learned-1", "learned-1+brand-2+rules-0a1b2c3d"])
            own = rng.choice(TIERS) if "rules" in engine and rng.random() < 0.5 else None
            said.append(Said(item, tier, at, None, engine, own))
        else:
            said.append(Said(item, tier, at, "kim"))
    return said


def held(connection: Connection, table: str, day: str, where: str = "true") -> dict[Any, Any]:
    query = text(f"""select {day}, metric, dimension, dimension_value, numerator, denominator, value
                     from marts.{table} where brand = 'acme' and metric = 'agreement' and {where}""")
    return {
        tuple(row[:4]): tuple(None if n is None else float(n) for n in row[4:])
        for row in connection.execute(query)
    }


@pytest.mark.parametrize("seed", range(4))
def test_agreement_by_day_and_week_is_what_the_oracle_says(db: Engine, seed: int) -> None:
    said = some(random.Random(seed), 30)
    as_of = START + timedelta(days=23, hours=13)
    last = as_of.astimezone(ZONE).date()
    with db.begin() as connection:
        load(connection, community(30))
        say(connection, said)
        marts.recompute(connection, "acme", as_of)
        by_day = held(connection, "metric_daily", "day")
        by_week = held(connection, "metric_period", "period_start", "period = 'week'")
    assert by_day == agreement(said, ZONE, MONDAY, last, as_of, 1)
    assert by_week == agreement(said, ZONE, MONDAY, last, as_of, 7)


def figure(connection: Connection, value: str = "all") -> tuple[float, ...] | None:
    return held(connection, "metric_period", "period_start", "period = 'week'").get(
        (MONDAY, "agreement", {"all": "all"}.get(value, "tier" if value in TIERS else "engine"), value)
    )


def test_the_last_of_several_rulings_on_an_item_counts_and_a_confirmed_tier_is_agreement(db: Engine) -> None:
    said = [
        *(Said(n, "T4", START, None, "learned-1") for n in (1, 2, 3)),
        Said(1, "T4", START + HOUR, "kim"),
        Said(2, "T4", START + HOUR, "kim"),
        Said(2, "T1", START + 2 * HOUR, "kim"),
        Said(3, "none", START + HOUR, "kim"),
    ]
    with db.begin() as connection:
        load(connection, community(3))
        say(connection, said)
        marts.recompute(connection, "acme", START + timedelta(days=9))
        assert figure(connection) == (1, 3, 1 / 3)
        assert figure(connection, "T4") == figure(connection, "learned-1") == (1, 3, 1 / 3)


def test_where_a_rule_had_set_the_tier_the_engines_own_is_what_is_compared(db: Engine) -> None:
    said = [Said(1, "T2", START, None, "learned-1+rules-0a1b2c3d", "T1"), Said(1, "T1", START + HOUR, "kim")]
    with db.begin() as connection:
        load(connection, community(1))
        say(connection, said)
        marts.recompute(connection, "acme", START + timedelta(days=9))
        assert figure(connection, "learned-1") == (1, 1, 1)


def test_a_week_without_rulings_has_no_figure_but_its_row(db: Engine) -> None:
    with db.begin() as connection:
        load(connection, community(1))
        say(connection, [Said(1, "T2", START, None, "learned-1")])
        marts.recompute(connection, "acme", START + timedelta(days=9))
        assert figure(connection) == (0, 0, None)


def test_a_ruling_on_an_old_item_reaches_the_marts_of_its_own_week(db: Engine) -> None:
    with db.begin() as connection:
        load(connection, community(2))
        say(connection, [Said(n, "T2", START, None, "learned-1") for n in (1, 2)])
        marts.recompute(connection, "acme", START + timedelta(days=30))
    retier(db, "acme", [1], "T1", "kim", START + timedelta(days=10))
    with db.begin() as connection:
        marts.recompute(connection, "acme", START + timedelta(days=30))
        step_by_step = marts_rows(connection, "acme")
        marts.recompute(connection, "acme", START + timedelta(days=30), everything=True)
        assert marts_rows(connection, "acme") == step_by_step
        weeks = held(connection, "metric_period", "period_start", "period = 'week' and denominator > 0")
    assert {key[0] for key in weeks} == {date(2026, 2, 9)}
