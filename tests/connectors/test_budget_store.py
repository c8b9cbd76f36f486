"""Rate budgets in the warehouse: they are what one process would know, whoever asks; and it may be away."""

import logging
import threading
import time
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime
from pathlib import Path
from random import Random

import pytest
from sqlalchemy import Connection, Engine, text

from connectors.budget_rules import Known, Wait
from connectors.budget_store import Store, WarehouseBudgets, shared_by
from connectors.budgets import Budgets, Turn, shared_budgets
from connectors.daily_budget import DailyBudgets
from connectors.http_rules import Budget, BudgetHeaders, read_budget

T = 1_700_000_000.0
STEPS = 400


@pytest.fixture
def made(database_url: str) -> Callable[[], WarehouseBudgets]:
    """Budgets as another process would have them: nothing of its own."""
    store = Store(database_url)
    return lambda: WarehouseBudgets(store, "https://x.example", "x:@acme", Budgets())


def played(budgets: Budgets, seed: int, known: Callable[[], Known]) -> list[object]:
    """What a year's ill luck would do to a budget: what each step gives, and what is known after it."""
    luck, now, waiting, seen = Random(seed), T, list[Turn](), list[object]()
    for number in range(STEPS):
        now += luck.choice((0, 0, 0, 0.125, 0.25, 0.5))  # both sides reckon these exactly
        now += 200 if number % 97 == 96 else 0
        if waiting and luck.random() < 0.45:
            turn = waiting.pop(luck.randrange(len(waiting)))
            ends = now // 8 * 8 + 8 + luck.choice((0, 0, 0, 0, 1, 8, 8, -4, -9, 160))
            unit = luck.choice(("", "", "", " %"))
            told = Budget(luck.randrange(9), ends, luck.choice((None, 4, 9)), unit)
            late = luck.choice((0, 0, 0.25, 0.75))  # not every worker's clock is the same
            budgets.answered(
                turn, now - late, luck.choice((told, told, told, None)), is_plain=luck.random() < 0.8
            )
        else:
            got = budgets.take("/a", now, luck.choice((0.0, 0.0, 0.25)))
            seen.append(got)
            if isinstance(got, Turn):
                waiting.append(got)
        seen.append(known())
    return seen


def kept(connection: Connection) -> Known:
    """What the warehouse knows."""
    row = connection.execute(text(ROW)).one_or_none()
    if row is None:
        return Known()
    budget = Budget(row.remaining, row.resets_at, row.request_limit, row.unit) if row.resets_at else None
    return Known(budget, row.told_at, tuple(row.under_way))


ROW = """
    select remaining, request_limit, unit, extract(epoch from resets_at)::float8 as resets_at,
        extract(epoch from told_at)::float8 as told_at,
        array(select extract(epoch from at)::float8 from unnest(under_way) at) as under_way
    from ops.rate_budget
"""


@pytest.mark.parametrize("seed", range(2))
def test_the_warehouse_knows_what_one_process_would(
    made: Callable[[], WarehouseBudgets], db: Engine, seed: int
) -> None:
    one = Budgets()
    in_one = played(one, seed, lambda: one._known.get("/a", Known()))

    with db.connect().execution_options(isolation_level="AUTOCOMMIT") as connection:
        in_the_warehouse = played(made(), seed, lambda: kept(connection))

    for number, (theirs, ours) in enumerate(zip(in_the_warehouse, in_one, strict=True)):
        assert (number, theirs) == (number, ours)


def test_of_many_workers_only_as_many_go_as_are_left(made: Callable[[], WarehouseBudgets]) -> None:
    first = made()
    turn = first.take("", T)
    assert isinstance(turn, Turn)
    first.answered(turn, T, Budget(20, T + 60, 60))
    together = threading.Barrier(8)

    def ask(budgets: WarehouseBudgets) -> int:
        together.wait()
        return sum(isinstance(budgets.take("", T + 1), Turn) for _ in range(10))

    with ThreadPoolExecutor(8) as pool:
        gone = sum(pool.map(ask, [made() for _ in range(8)]))

    assert gone == 20
    assert made().take("", T + 1) == Wait(T + 61, Budget(0, T + 60, 60))


def test_budgets_of_accounts_and_services_are_their_own(database_url: str) -> None:
    with shared_by(database_url):
        accounts = [shared_budgets(s, a) for s in ("https://x.example", "https://y.example") for a in "ab"]
    turns = [one.take("", T) for one in accounts]
    assert all(isinstance(turn, Turn) for turn in turns)


def test_outside_nothing_is_kept(db: Engine) -> None:
    shared_budgets("https://x.example", "x:@acme").take("", T)
    with db.connect() as connection:
        assert connection.execute(text("select count(*) from ops.rate_budget")).scalar() == 0


@pytest.mark.parametrize(("said", "kept"), [("99999999999", 2**31 - 1), ("-4", 0), ("1e300", 2**31 - 1)])
def test_a_number_that_no_column_holds_stops_no_request(
    made: Callable[[], WarehouseBudgets], db: Engine, said: str, kept: int
) -> None:
    names = BudgetHeaders("remaining", "reset", "limit", "seconds")
    told = read_budget(names, {"remaining": said, "reset": "60", "limit": said}, T)
    turn = made().take("", T)
    assert isinstance(turn, Turn)

    made().answered(turn, T, told)

    with db.connect() as connection:
        row = connection.execute(text("select remaining, request_limit from ops.rate_budget")).one()
    assert tuple(row) == (kept, kept)


def test_no_transaction_stays_open(made: Callable[[], WarehouseBudgets], db: Engine) -> None:
    made().take("", T)
    with db.connect() as connection:
        states = connection.execute(
            text(
                "select state from pg_stat_activity where application_name = 'rapport budgets'"
                " and datname = current_database()"
            )
        )
        assert set(states.scalars()) == {"idle"}


def test_what_nobody_asks_of_any_more_is_forgotten(database_url: str, db: Engine) -> None:
    with db.begin() as connection:
        connection.execute(
            text("insert into ops.rate_budget (service, account, kind, asked_at)"
                 " select 's', 'a', d::text, now() - make_interval(days => d) from generate_series(0, 4) d")
        )  # fmt: skip
    Store(database_url).row(text("select 1"), {})
    with db.connect() as connection:
        assert set(connection.execute(text("select kind from ops.rate_budget")).scalars()) == {"0", "1"}


def test_while_the_warehouse_is_away_a_process_goes_by_what_it_knows(
    postgres: Engine, database_url: str, caplog: pytest.LogCaptureFixture
) -> None:
    """And says so once, without the address."""
    store = Store(database_url)
    budgets = WarehouseBudgets(store, "https://x.example", "x:@acme", Budgets())
    turn = budgets.take("", T)
    assert isinstance(turn, Turn)
    budgets.answered(turn, T, Budget(3, T + 60))
    assert isinstance(budgets.take("", T), Turn)
    name = database_url.rpartition("/")[2].partition("?")[0]
    with postgres.connect() as admin:
        admin.execute(text(f"alter database {name} allow_connections false"))
        admin.execute(
            text(f"select pg_terminate_backend(pid) from pg_stat_activity where datname = '{name}'")
        )

    with caplog.at_level(logging.INFO):
        assert [isinstance(budgets.take("", T), Turn) for _ in range(3)] == [True, True, False]
        store._away_until = 0.0  # the time it is left alone is over
        assert isinstance(budgets.take("", T), Wait)
        with postgres.connect() as admin:
            admin.execute(text(f"alter database {name} allow_connections true"))
        store._away_until = 0.0
        assert isinstance(budgets.take("", T), Turn)

    assert [r.getMessage().partition(":")[0].partition(" (")[0] for r in caplog.records] == [
        "the warehouse is away",
        "the warehouse is back",
    ]
    assert name not in caplog.text


def test_a_connection_that_was_cut_is_no_warehouse_that_is_away(
    made: Callable[[], WarehouseBudgets], db: Engine, caplog: pytest.LogCaptureFixture
) -> None:
    made().take("", T)
    with db.connect().execution_options(isolation_level="AUTOCOMMIT") as connection:
        while connection.execute(text(CUT)).scalar_one():
            time.sleep(0.01)

    assert isinstance(made().take("", T), Wait)  # somebody else's request is under way
    assert not caplog.records


CUT = """
    select count(pg_terminate_backend(pid)) from pg_stat_activity
    where application_name = 'rapport budgets' and datname = current_database()
"""
"""Ends the connections of budgets to this database; how many there were still."""


def test_a_days_requests_are_counted_for_all_machines(
    database_url: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    noon = datetime(2026, 2, 2, 12, tzinfo=UTC)
    machines = []
    for name in "ab":
        monkeypatch.setenv("RAPPORT_HOME", str(tmp_path / name))
        with shared_by(database_url):
            machines.append(DailyBudgets.shared("https://l.example", "linkedin:acme", 5, lambda: noon))
    first, second = machines
    now, midnight = noon.timestamp(), noon.timestamp() + 12 * 3600

    def gone(budgets: DailyBudgets, kind: str) -> bool:
        turn = budgets.take(kind, now)
        if isinstance(turn, Turn):
            budgets.answered(turn, now, None)
        return isinstance(turn, Turn)

    assert [gone(first, "/posts") for _ in range(3)] == [True] * 3
    first.end("/posts")
    assert [gone(second, "/posts"), gone(second, "/comments"), gone(second, "/comments")] == [
        False,
        True,
        True,
    ]
    assert second.take("/comments", now) == Wait(midnight + 1, Budget(0, midnight, 5))
    assert [one.of("/comments").remaining for one in machines] == [2, 3]  # what each machine knows by itself
