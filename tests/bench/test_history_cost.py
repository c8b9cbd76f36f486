"""What a morning costs on a long history, beside the same morning on a short one: ratios long/short in one run.

`make bench` prints; nothing is asserted about time. The short history is weeks of the sandbox, brought in by the
chain; the long one is the same database with those weeks copied into the time before it (tests/support/
bench_brand.py). Then the same new interactions come in to both. The sizes: RAPPORT_BENCH_SHORT (100,000),
RAPPORT_BENCH_LONG (1,000,000) and RAPPORT_BENCH_NEW (5,000); of 10,000,000 the warehouse takes 20 GB. It is the
embedded server with the settings it is shipped with. Processor time, of this process and the server's, is the fair
measure on a machine that others use as well.
"""

import os
import shutil
import tempfile
from collections.abc import Callable, Iterator
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from bench_brand import (
    DAYS,
    SHORT,
    a_run,
    at,
    chain,
    compute_metrics,
    copy_of,
    make_longer,
    make_short,
    settle,
    write_config,
)
from meter import Cost, Meter
from sqlalchemy import Connection, Engine, create_engine, make_url, text

from connectors import embedded_postgres, warehouse
from connectors.records import Window
from connectors.sandbox import DEMO_NOW
from tasks.board import read_board
from tasks.compose import compose
from tasks.core.digest.view import Flow
from tasks.figures import read_figures
from tasks.steps import windows
from tasks.steps.run import Run, context, lease, open_run

pytestmark = [pytest.mark.bench, pytest.mark.timeout(4 * 3600)]

LONG = int(os.environ.get("RAPPORT_BENCH_LONG", "1000000"))
NEW = int(os.environ.get("RAPPORT_BENCH_NEW", "5000"))
MORNING = DEMO_NOW + timedelta(days=DAYS) * NEW / SHORT
BAR, MEMORY_BAR = 1.3, 400
MOST_SHOWN = 8


@pytest.fixture
def home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    return write_config(tmp_path, monkeypatch)


def morning(home: Path, engine: Engine) -> dict[str, dict[str, Cost]]:
    """What the new interactions cost, step by step: the chain, the digest and the weekly review."""
    run, meter = a_run(home, "morning-scan", MORNING), Meter(engine)
    open_run(run, None)
    costs: dict[str, dict[str, Cost]] = {}
    with lease(run):
        span = Window(DEMO_NOW, MORNING)
        costs["chain"] = measure(meter, chain(run, lambda: windows.plan_scan(run, span)))
    for flow in ("morning-scan", "weekly-review"):
        with engine.connect() as connection:
            costs[flow] = measure(meter, digest(run, flow, connection))
    return costs


def digest(run: Run, flow: Flow, connection: Connection) -> Iterator[tuple[str, Callable[[], object]]]:
    """A digest whole, which reads the board and the figures; and these once more alone."""
    brand = context(run).brand
    yield "whole", lambda: compose(connection, brand, flow, MORNING, ())
    yield "board", lambda: read_board(connection, brand, MORNING)
    yield "figures", lambda: read_figures(connection, brand, flow, MORNING)


def measure(meter: Meter, steps: Iterator[tuple[str, Callable[[], object]]]) -> dict[str, Cost]:
    costs = {}
    for name, step in steps:
        with meter.measured() as cost:
            step()
        costs[name] = cost
    return costs


@pytest.fixture
def embedded() -> Iterator[Engine]:
    """The embedded server as it is shipped, of this bench's own, as an engine on its `postgres` database."""
    server = Path(tempfile.mkdtemp(prefix="rapport-bench-"))  # not under pytest's: as in conftest.py
    url = make_url(embedded_postgres.ensure(server))
    engine = create_engine(url.set(database="postgres"), isolation_level="AUTOCOMMIT")
    yield engine
    engine.dispose()
    embedded_postgres.release(server)
    shutil.rmtree(server)


def test_a_morning_on_a_long_history(
    home: Path, embedded: Engine, monkeypatch: pytest.MonkeyPatch, capsys: Any
) -> None:
    short_url = embedded.url.set(database=embedded_postgres.DATABASE).render_as_string(hide_password=False)
    warehouse.migrate(short_url)
    with at(short_url) as engine:
        make_short(home, engine)
    long_url = copy_of(embedded, short_url, "long_history")
    with at(long_url) as engine:
        make_longer(engine, LONG, with_marts=True)
        compute_metrics(a_run(home, "backfill", DEMO_NOW))
        settle(engine)
    sizes, costs = {}, {}
    for name, url in (("warm-up", ""), ("short", short_url), ("long", long_url)):
        folder = home / name
        folder.mkdir()
        write_config(folder, monkeypatch)
        with at(url or copy_of(embedded, short_url, "warm_up")) as engine:
            costs[name] = morning(folder, engine)
            with engine.connect() as connection:
                sizes[name] = connection.execute(text("select count(*) from core.interaction")).scalar_one()
    assert sizes["long"] > sizes["short"] > SHORT // 2
    with capsys.disabled():
        print(f"\n{sizes['short']:,} interactions against {sizes['long']:,}, load {os.getloadavg()[0]:.1f}")
        show(costs["short"], costs["long"])


def show(short: dict[str, dict[str, Cost]], long: dict[str, dict[str, Cost]]) -> None:
    """The table: seconds on the clock and of processors, their ratios; and what grew most."""
    print(f"{'':24}{'short':>16}{'long':>16}{'ratio':>15}   peak memory (bar {MEMORY_BAR} MB)")
    for what, costs in short.items():
        pairs = [(name, cost, long[what][name]) for name, cost in costs.items()]
        if what == "chain":
            pairs.append((f"all (bar {BAR})", total(costs), total(long[what])))
        print(f"{what}: seconds on the clock, of processors")
        for name, one, other in pairs:
            wall, processor = other.wall / max(one.wall, 0.001), other.processor / max(one.processor, 0.01)
            print(
                f"  {name:22}{one.wall:8.2f}{one.processor:8.2f}{other.wall:8.2f}{other.processor:8.2f}"
                f"{wall:8.2f}{processor:7.2f}{other.peak:6.0f} MB"
            )
    print("what grew most: seconds on the clock")
    for what, costs in short.items():
        before, after = total(costs).statements, total(long[what]).statements
        for name in sorted(after, key=lambda name: before[name] - after[name])[:MOST_SHOWN]:
            print(f"  {what:14}{before[name]:8.3f} -> {after[name]:8.3f}  {name}")


def total(costs: dict[str, Cost]) -> Cost:
    """The sum of steps that follow each other."""
    all_of = Cost()
    for cost in costs.values():
        all_of.wall += cost.wall
        all_of.processor += cost.processor
        all_of.peak = max(all_of.peak, cost.peak)
        for name, seconds in cost.statements.items():
            all_of.statements[name] += seconds
    return all_of
