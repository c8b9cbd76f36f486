"""How messages sound: counted by hand, against the oracle, and kept up step by step."""

import random
from collections.abc import Mapping
from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest
from community import Community, Item, Person, load, marts_rows, touch
from content_oracle import rolled_up
from generated import DAYS, FIRST, generate
from sentiment_oracle import sentiment
from sqlalchemy import Connection, Engine, text

from connectors.warehouse import copy_rows
from tasks import marts
from tasks.triage import retier

BRAND, BOT, ANA, BEN = Person(1, 1, is_own=True), Person(2, 2, is_bot=True), Person(3, 3), Person(4, 4)
NOON = datetime(2026, 2, 2, 12, tzinfo=UTC)  # a Monday
MONDAY = date(2026, 2, 2)
HOUR = timedelta(hours=1)


def says(number: int, at: datetime = NOON, who: Person = ANA, **more: Any) -> Item:
    return Item(number, who, at, str(number), **{"tier": "T1", "text": "hello"} | more)


def feel(
    connection: Connection, c: Community, felt: Mapping[int, float | None], spoken: Mapping[int, str | None]
) -> None:
    """Put the community in, with what the engine heard in its items and the languages they are in."""
    load(connection, c)
    tiers = {i.id: i.tier for i in c.items if i.is_inbound and i.tier}
    copy_rows(connection, "core.tier_assignment",
              ["brand", "assignment_id", "interaction_id", "tier", "confidence", "sentiment", "engine", "assigned_at"],
              [(c.brand, n, n, tier, 1.0, felt.get(n), "test", NOON) for n, tier in tiers.items()])  # fmt: skip
    for number, lang in spoken.items():
        connection.execute(
            text("update core.interaction set lang = :l where brand = :b and interaction_id = :n"),
            {"l": lang, "b": c.brand, "n": number},
        )


def held(connection: Connection, table: str, day: str, where: str = "true") -> dict[Any, Any]:
    query = text(f"""select {day}, metric, dimension, dimension_value, numerator, denominator, value
                     from marts.{table} where metric like 'sentiment%' and {where}""")
    return {
        tuple(row[:4]): tuple(None if n is None else float(n) for n in row[4:])
        for row in connection.execute(query)
    }


def shares(
    db: Engine,
    items: list[Item],
    felt: dict[int, float | None],
    cell: tuple[str, str] = ("all", "all"),
    **more: Any,
) -> dict[str, tuple[float, float]]:
    """(numerator, denominator) of the Monday by name."""
    c = Community(people=[BRAND, BOT, ANA, BEN], items=items)
    with db.begin() as connection:
        feel(connection, c, felt, more.get("spoken", {}))
        marts.recompute(connection, c.brand, NOON + timedelta(days=9), everything=True)
        rows = held(connection, "metric_daily", "day")
    return {
        key[1].removeprefix("sentiment_"): row[:2]
        for key, row in rows.items()
        if (key[0], *key[2:]) == (MONDAY, *cell)
    }


def test_the_four_shares_add_up_to_one_and_what_cannot_be_read_is_not_neutral(db: Engine) -> None:
    felt = {1: 0.5, 2: 0.1, 3: -0.1, 4: -0.2, 5: None}
    assert shares(db, [says(n) for n in range(1, 7)], felt) == {
        "positive": (1, 6), "neutral": (2, 6), "negative": (1, 6), "unknown": (2, 6),
    }  # fmt: skip


def test_only_inbound_messages_with_words_of_people_count(db: Engine) -> None:
    items = [
        says(1), says(2, text=" \n"), says(3, who=BOT), says(4, tier="none"), says(5, kind="reaction"),
        says(6, deleted_at=NOON + HOUR), Item(7, BRAND, NOON, "7", "reply", text="thanks"),
    ]  # fmt: skip
    assert shares(db, items, dict.fromkeys(range(1, 8), 0.5))["positive"] == (1, 1)


def test_a_language_is_one_without_its_region_and_a_strangers_word_is_none(db: Engine) -> None:
    spoken = dict(enumerate(["en", "en-GB", "PT_br", None, "", "klingon'; --"], start=1))
    felt = dict.fromkeys(spoken, -1.0)
    for value, count in {"en": 2, "pt": 1, "unsaid": 3}.items():
        found = shares(db, [says(n) for n in spoken], felt, ("language", value), spoken=spoken)
        assert found["negative"] == (count, count)


def test_a_ruling_on_the_tier_keeps_how_it_sounds_and_moves_it_to_that_tier(db: Engine) -> None:
    c = Community(people=[ANA], items=[says(1)])
    with db.begin() as connection:
        feel(connection, c, {1: -1.0}, {})
        connection.execute(
            text("select setval(pg_get_serial_sequence('core.tier_assignment', 'assignment_id'), 9)")
        )
        marts.recompute(connection, c.brand, NOON + HOUR)
    retier(db, "acme", [1], "T2", "kim", NOON + 2 * HOUR)
    with db.begin() as connection:
        marts.recompute(connection, c.brand, NOON + 3 * HOUR)
        rows = held(connection, "metric_daily", "day", "metric = 'sentiment_negative' and dimension = 'tier'")
    assert rows == {(MONDAY, "sentiment_negative", "tier", "T2"): (1, 1, 1)}


@pytest.mark.parametrize("seed", range(2))
def test_days_weeks_and_months_are_what_the_oracle_says_and_kept_up_step_by_step(
    db: Engine, seed: int
) -> None:
    rng, c = random.Random(seed), generate(seed, items=110)
    felt = {i.id: rng.choice([None, -0.8, -0.1, 0.0, 0.1, 0.4]) for i in c.items if i.is_inbound and i.tier}
    spoken = {i.id: rng.choice([None, "en", "de"]) for i in c.items if i.is_inbound}
    at = c.midnight(FIRST + timedelta(days=DAYS - 30)) + timedelta(hours=9)
    with db.begin() as connection:
        feel(connection, c, felt, spoken)
        marts.recompute(connection, c.brand, at)
        changed = rng.sample(sorted(felt), 12)
        felt |= {n: rng.choice([None, 0.7, -0.7]) for n in changed}
        gone = rng.choice([i for i in c.items if i.is_inbound])
        gone.deleted_at = gone.at + HOUR
        feel(connection, c, felt, spoken)
        touch(connection, c, {c.day(i.at) for i in c.items if i.id in changed} | {c.day(gone.at)})
        marts.recompute(connection, c.brand, at)
        step_by_step = marts_rows(connection, c.brand)
        marts.recompute(connection, c.brand, at, everything=True)
        assert marts_rows(connection, c.brand) == step_by_step
        expected = sentiment(c, at, felt, spoken)
        assert held(connection, "metric_daily", "day") == {k: tuple(v) for k, v in expected.items()}
        for grain in ("week", "month"):
            rolled = rolled_up(c, at, expected, grain)
            found = held(connection, "metric_period", "period_start", f"period = '{grain}'")
            assert found == {k: pytest.approx(v) for k, v in rolled.items()}
