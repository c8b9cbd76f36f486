"""How fast the chain brings rows in, beside a bare COPY of the same rows (the baseline of every ratio).

`make bench` prints; nothing is asserted about time. RAPPORT_BENCH_INTERACTIONS sets the size (default 20,000).
"""

import os
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any
from uuid import uuid4

import pytest
from sqlalchemy import Engine, text

from connectors import warehouse
from connectors.records import Window
from connectors.sandbox import DEMO_NOW
from tasks import marts
from tasks.steps import check, collect, merge, stage, tier, windows
from tasks.steps.run import Run, lease, open_run

pytestmark = [pytest.mark.bench, pytest.mark.timeout(3600)]

SIZE = int(os.environ.get("RAPPORT_BENCH_INTERACTIONS", "20000"))
DAYS = 30
COLUMNS = ("native_id", "text", "occurred_at", "author_profile_id", "thread_key")


@pytest.fixture
def config(tmp_path: Path, database_url: str, monkeypatch: pytest.MonkeyPatch) -> str:
    monkeypatch.setenv("RAPPORT_DATABASE_URL", database_url)
    monkeypatch.setenv("RAPPORT_HOME", str(tmp_path / "home"))
    path = tmp_path / "rapport.toml"
    path.write_text(
        '[brands.bench]\nname = "Bench"\n[[brands.bench.accounts]]\nplatform = "sandbox"\nhandle = "bench"\n'
        f"days = {DAYS}\nmembers = {max(100, SIZE // 15)}\ninteractions = {SIZE}\n"
    )
    return str(path)


def test_bringing_in_a_month(config: str, db: Engine, capsys: Any) -> None:
    run = Run(str(uuid4()), "bench", "backfill", DEMO_NOW, True, config)
    took: dict[str, float] = {}

    @contextmanager
    def timed(name: str) -> Iterator[None]:
        start = time.perf_counter()
        yield
        took[name] = time.perf_counter() - start

    open_run(run, None)
    with lease(run):
        span = Window(DEMO_NOW - timedelta(days=DAYS), DEMO_NOW)
        loads = windows.claim_backfill(run, windows.plan_backfill(run, span, None, None))
        ids = [load.load_id for load in loads]
        now = datetime.now(UTC)
        steps: dict[str, Callable[[], object]] = {
            "collect": lambda: [collect.collect(run, load) for load in loads],
            "stage": lambda: [stage.stage(run, load) for load in loads],
            "validate": lambda: check.check(run, ids, now),
            "merge": lambda: merge.merge(run, ids, now),
            "tiers": lambda: tier.assign_tiers(run, now),
        }
        for name, step in steps.items():
            with timed(name):
                step()
        with timed("metrics"), db.begin() as connection:
            marts.recompute(connection, "bench", DEMO_NOW)
    with db.begin() as connection:
        rows = connection.execute(text(f"select {', '.join(COLUMNS)} from core.interaction")).all()
        connection.execute(
            text(f"create table bare as select {', '.join(COLUMNS)} from core.interaction limit 0")
        )
        with timed("bare COPY"):
            warehouse.copy_rows(connection, "bare", COLUMNS, rows)
    assert len(rows) > SIZE // 2
    with capsys.disabled():
        print(f"\n{len(rows)} interactions of {DAYS} days")
        for name, seconds in took.items():
            ratio = seconds / took["bare COPY"]
            print(
                f"  {name:10} {seconds:7.2f} s {len(rows) / seconds:10,.0f} rows/s {ratio:8.1f} x bare COPY"
            )
