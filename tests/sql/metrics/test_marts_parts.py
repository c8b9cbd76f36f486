"""Where many days wait, marts are computed in parts: by scans the newest, by a backfill stretch after stretch."""

import random
from datetime import datetime, timedelta

import pytest
from changing import changes, recomputed
from community import Community, load, marts_rows, touch
from generated import FIRST, generate
from sqlalchemy import Connection, Engine, text

from tasks import marts, marts_days
from tasks.core.backfill_plan import stretches
from tasks.marts_days import Newest, Stretch


@pytest.fixture(autouse=True)
def _few_are_many(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(marts_days, "MANY", 6)
    monkeypatch.setattr(marts_days, "NEWEST", 4)


def lay_out(connection: Connection, c: Community, at: datetime) -> list[Stretch]:
    days = marts_days.lay_out(connection, c.brand, str(c.zone), at)
    return [Stretch(piece[0], piece[-1]) for piece in stretches(days, 25)]


def waiting(connection: Connection) -> int:
    count: int = connection.execute(text("select count(*) from ops.touched_day")).scalar_one()
    return count


@pytest.mark.parametrize("seed", range(2))
def test_whatever_is_computed_in_parts_with_scans_and_kills_between_ends_as_computed_from_nothing(
    db: Engine, seed: int
) -> None:
    rng = random.Random(seed)
    c = generate(seed, items=120)
    at = c.midnight(FIRST + timedelta(days=100)) + timedelta(hours=10)
    with db.begin() as connection:
        load(connection, c)
        for _ in range(3):
            days = {day for _ in range(8) for day in changes(rng, c)}
            load(connection, c)
            touch(connection, c, days)
            pieces = lay_out(connection, c, at)
            for piece in pieces[: rng.randrange(len(pieces) + 1)]:  # then it is killed
                marts.recompute(connection, c.brand, at, part=piece)
                if rng.random() < 0.3:
                    marts.recompute(connection, c.brand, at, part=Newest())
            at += timedelta(hours=rng.choice([0, 5, 30]))
        for piece in lay_out(connection, c, at):
            marts.recompute(connection, c.brand, at, part=piece)
        marts.recompute(connection, c.brand, at)
        assert waiting(connection) == 0
        found = marts_rows(connection, c.brand)
        for table, rows in recomputed(connection, c, at).items():
            assert set(rows) ^ set(found[table]) == set(), table


def test_a_scan_computes_the_newest_of_many_days_and_leaves_all_of_them_in_the_queue(db: Engine) -> None:
    c = generate(1, items=80)
    at = c.midnight(FIRST + timedelta(days=90))
    with db.begin() as connection:
        load(connection, c)
        marts.recompute(connection, c.brand, at)
        connection.execute(text("update marts.metric_daily set definition_version = 0"))
        days = {FIRST + timedelta(days=n) for n in range(80)}
        touch(connection, c, days)
        marts.recompute(connection, c.brand, at, part=Newest())
        computed = connection.execute(
            text(
                "select min(day) from marts.metric_daily where definition_version > 0 and metric = 'ugc_posts'"
            )
        ).scalar_one()
        assert computed == max(days) - timedelta(days=3)
        assert waiting(connection) == len(days)


def test_a_scan_takes_all_of_a_few_days(db: Engine) -> None:
    c = generate(1, items=80)
    at = c.midnight(FIRST + timedelta(days=90))
    with db.begin() as connection:
        load(connection, c)
        marts.recompute(connection, c.brand, at)
        touch(connection, c, {FIRST, FIRST + timedelta(days=40)})
        marts.recompute(connection, c.brand, at, part=Newest())
        assert waiting(connection) == 0


def test_a_scan_after_a_backfill_that_was_killed_before_its_figures_computes_the_newest(db: Engine) -> None:
    c = generate(1, items=80)
    at = c.midnight(FIRST + timedelta(days=90))
    with db.begin() as connection:
        load(connection, c)
        marts.recompute(connection, c.brand, at, part=Newest())
        assert waiting(connection) > 60
        first = connection.execute(text("select min(day) from marts.metric_daily")).scalar_one()
        assert first >= (at - timedelta(days=10)).date()


def test_a_stretch_that_somebody_else_has_computed_is_not_computed_again(db: Engine) -> None:
    c = generate(1, items=80)
    at = c.midnight(FIRST + timedelta(days=90))
    with db.begin() as connection:
        load(connection, c)
        pieces = lay_out(connection, c, at)
        assert sum(marts.recompute(connection, c.brand, at, part=pieces[0]).values()) > 0
        assert sum(marts.recompute(connection, c.brand, at, part=pieces[0]).values()) == 0


def test_few_days_are_not_laid_out(db: Engine) -> None:
    c = generate(1, items=80)
    at = c.midnight(FIRST + timedelta(days=90))
    with db.begin() as connection:
        load(connection, c)
        marts.recompute(connection, c.brand, at)
        touch(connection, c, {FIRST})
        assert lay_out(connection, c, at) == []


def figures(connection: Connection, metric: str, period: str = "") -> dict[tuple[str, str], object]:
    """The newest figures of a metric, by dimension and value."""
    table, day, where = "metric_period", "period_start", "and period = :period"
    if not period:
        table, day, where = "metric_daily", "day", ""
    found = connection.execute(
        text(f"""select dimension, dimension_value, value from marts.{table}
                 where metric = :metric {where} and {day} = (
                     select max({day}) from marts.{table} where metric = :metric {where})"""),
        {"metric": metric, "period": period},
    )
    return {(row.dimension, row.dimension_value): row.value for row in found}


def test_the_first_scan_of_a_long_history_calls_no_regular_new(db: Engine) -> None:
    c = generate(1, items=200)
    at = c.midnight(FIRST + timedelta(days=100)) + timedelta(hours=9)
    told = [
        ("net_active", ""),
        ("active_members", "month"),
        ("equity_coverage", "week"),
        ("retention", "week"),
    ]
    with db.begin() as connection:
        load(connection, c)
        marts.recompute(connection, c.brand, at, part=Newest())
        first = [figures(connection, *metric) for metric in told]
        marts.recompute(connection, c.brand, at, everything=True)
        assert first == [figures(connection, *metric) for metric in told]


def test_who_did_something_is_read_once_on_days_that_go_on_waiting(db: Engine) -> None:
    c = generate(1, items=80)
    at = c.midnight(FIRST + timedelta(days=90))
    with db.begin() as connection:
        load(connection, c)
        marts.recompute(connection, c.brand, at, part=Newest())
        old = [
            day
            for (day,) in connection.execute(text("select distinct day from marts.profile_day order by 1"))
        ]
        connection.execute(text("delete from marts.profile_day where day = any(:days)"), {"days": old[:2]})
        touch(connection, c, {old[1]})
        marts.recompute(connection, c.brand, at, part=Newest())
        held = connection.execute(text("select min(day) from marts.profile_day")).scalar_one()
        assert held == old[1]  # touched since


def test_days_wait_once_a_model_is_defined_anew(db: Engine, monkeypatch: pytest.MonkeyPatch) -> None:
    c = generate(1, items=80)
    at = c.midnight(FIRST + timedelta(days=90))
    with db.begin() as connection:
        load(connection, c)
        marts.recompute(connection, c.brand, at)
        assert sum(marts.recompute(connection, c.brand, at).values()) == 0
        connection.execute(text("update marts.metric_daily set definition_version = 0"))
        monkeypatch.setattr(marts_days, "definitions", lambda: '{"ugc": 99}')
        marts.recompute(connection, c.brand, at, part=Newest())
        # the newest now, all the others by whoever computes what waits
        assert waiting(connection) > 60
        for piece in lay_out(connection, c, at):
            marts.recompute(connection, c.brand, at, part=piece)
        marts.recompute(connection, c.brand, at)
        old = "select count(*) from marts.metric_daily where definition_version = 0"
        assert (waiting(connection), connection.execute(text(old)).scalar_one()) == (0, 0)
        assert sum(marts.recompute(connection, c.brand, at).values()) == 0
