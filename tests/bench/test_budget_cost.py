"""What a request's rate budget costs when it is kept in the warehouse: taken, and told of by the answer."""

import os
import time
from typing import Any

import pytest
from meter import Meter
from sqlalchemy import Engine

from connectors.budget_store import Store, WarehouseBudgets
from connectors.budgets import Budgets, Turn
from connectors.http_rules import Budget

pytestmark = pytest.mark.bench

REQUESTS = 2_000


def asked(budgets: Budgets) -> None:
    """So many requests one after the other."""
    now = time.time()
    for number in range(REQUESTS):
        turn = budgets.take("/a", now)
        assert isinstance(turn, Turn)
        budgets.answered(turn, now, Budget(100_000 - number, now + 900, 100_000))


def test_what_a_request_costs(db: Engine, database_url: str, capsys: Any) -> None:
    budgets = WarehouseBudgets(Store(database_url), "https://x.example", "x:@acme", Budgets())
    budgets.take("/b", 0)  # connect
    with Meter(db).measured() as kept:
        asked(budgets)
    with Meter(db).measured() as own:
        asked(Budgets())
    with capsys.disabled():
        print(
            f"\na request, taken and answered: {kept.processor / REQUESTS * 1000:.2f} ms of processors "
            f"(ours and the server's), {kept.wall / REQUESTS * 1000:.2f} ms on the clock at a load of "
            f"{os.getloadavg()[0]:.1f}; without a warehouse {own.processor / REQUESTS * 1000:.3f} ms"
        )
