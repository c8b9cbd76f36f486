"""Rate budgets in the warehouse: they are what one process would know, whoever asks; and it may be away."""

import logging
import threading
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy import Engine, text

from connectors.budget_rules import Wait
from connectors.budget_store import Store, WarehouseBudgets, shared_by
from connectors.budgets import Budgets, Turn, shared_budgets
from connectors.http_rules import Budget

T = 1_700_000_000.0
Step = tuple[str, float, Budget | None, bool]

eighths = st.integers(0, 160).map(lambda n: n / 8)  # both sides reckon these exactly
told = st.none() | st.builds(
    Budget,
    remaining=st.integers(0, 5),
    resets_at=eighths.map(lambda s: T + s),
    limit=st.none() | st.integers(1, 6),
    unit=st.sampled_from(("", "", " %")),
)
steps = st.lists(
    st.tuples(st.sampled_from(("take", "take", "take leaving", "answer", "answer")), eighths, told, st.booleans()),
    max_size=25,
)  # fmt: skip


@pytest.fixture
def made(database_url: str) -> Callable[[], WarehouseBudgets]:
    """Budgets as another process would have them: nothing of its own."""
    store = Store(database_url)
    return lambda: WarehouseBudgets(store, "https://x.example", "x:@acme", Budgets())


def played(budgets: Budgets, steps: list[Step], kind: str) -> list[object]:
    """What each step gives; times never run back."""
    now, waiting, seen = T, list[Turn](), list[object]()
    for what, seconds, budget, is_plain in steps:
        now = max(now, T + seconds)
        if what == "answer" and waiting:
            turn = waiting.pop(int(seconds * 8) % len(waiting))
            budgets.answered(turn, now, budget, is_plain=is_plain)
        elif what != "answer":
            got = budgets.take(kind, now, 0.25 if what == "take leaving" else 0.0)
            seen.append(got)
            if isinstance(got, Turn):
                waiting.append(got)
    return seen


@settings(max_examples=150, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(steps=steps)
def test_the_warehouse_says_what_one_process_would(
    made: Callable[[], WarehouseBudgets], steps: list[Step]
) -> None:
    made.number = getattr(made, "number", 0) + 1  # type: ignore[attr-defined]
    kind = f"/{made.number}"  # type: ignore[attr-defined]

    assert played(made(), steps, kind) == played(Budgets(), steps, kind)


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


def test_no_transaction_stays_open(made: Callable[[], WarehouseBudgets], db: Engine) -> None:
    made().take("", T)
    with db.connect() as connection:
        states = connection.execute(
            text("select state from pg_stat_activity where application_name = 'rapport budgets'")
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
        admin.execute(text(f"select pg_terminate_backend(pid) from pg_stat_activity where datname = '{name}'"))

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
    with db.begin() as connection:
        connection.execute(
            text("select pg_terminate_backend(pid) from pg_stat_activity where application_name = 'rapport budgets'")
        )  # fmt: skip

    assert isinstance(made().take("", T), Wait)  # somebody else's request is under way
    assert not caplog.records
