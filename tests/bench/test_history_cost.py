"""What a morning costs on a long history, beside the same morning on a short one: ratios long/short in one run.

`make bench` prints; nothing is asserted about time. The short history is weeks of the sandbox, brought in by the
chain; the long one is the same database with those weeks copied into the time before it (tests/support/
long_history.py). Then the same new interactions come in to both. The sizes: RAPPORT_BENCH_SHORT (100,000),
RAPPORT_BENCH_LONG (1,000,000) and RAPPORT_BENCH_NEW (5,000); RAPPORT_BENCH_MARTS (100,000) is that of the history
whose marts are computed anew, beside the same aggregates written by hand (bare_metrics.sql). Processor time, of this
process and the server's, is the fair measure on a machine that others use as well.
"""

import os
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any
from uuid import uuid4

import pytest
from long_history import lengthen, number_high
from meter import Cost, Meter
from sqlalchemy import Connection, Engine, make_url, text

from connectors import warehouse
from connectors.records import Window
from connectors.sandbox import DEMO_NOW
from tasks.board import read_board
from tasks.compose import compose
from tasks.core.digest import Flow
from tasks.figures import read_figures
from tasks.marts_models import model
from tasks.steps import check, collect, merge, stage, tier, windows
from tasks.steps.run import Run, context, lease, open_run

pytestmark = [pytest.mark.bench, pytest.mark.timeout(4 * 3600)]

SHORT = int(os.environ.get("RAPPORT_BENCH_SHORT", "100000"))
LONG = int(os.environ.get("RAPPORT_BENCH_LONG", "1000000"))
NEW = int(os.environ.get("RAPPORT_BENCH_NEW", "5000"))
MARTS = int(os.environ.get("RAPPORT_BENCH_MARTS", "100000"))
BARE = Path(__file__).with_name("bare_metrics.sql")
DAYS = 63
"""Of the short history: whole weeks, so that a copy of it falls on the same weekdays."""
MORNING = DEMO_NOW + timedelta(days=DAYS) * NEW / SHORT
BAR, MARTS_BAR, MEMORY_BAR = 1.3, 1.5, 400
MOST_SHOWN = 8


def compute_metrics(run: Run) -> None:
    """The step, imported when it is needed: it brings Prefect, which tests of flows import after its server is up."""
    from tasks.warehouse import compute_metrics as compute

    compute(run)


@pytest.fixture
def home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    return write_config(tmp_path, monkeypatch)


def write_config(folder: Path, patch: pytest.MonkeyPatch) -> Path:
    """A brand with a sandbox of the short history's size; what lands stands under `folder`."""
    patch.setenv("RAPPORT_HOME", str(folder / "home"))
    path = folder / "rapport.toml"
    path.write_text(
        '[brands.bench]\nname = "Bench"\n[[brands.bench.accounts]]\nplatform = "sandbox"\nhandle = "bench"\n'
        f"days = {DAYS}\nmembers = {max(100, SHORT // 15)}\ninteractions = {SHORT}\n"
    )
    return folder


def a_run(home: Path, flow: str, as_of: datetime) -> Run:
    return Run(str(uuid4()), "bench", flow, as_of, True, str(home / "rapport.toml"))


def chain(run: Run, find: Callable[[], list[windows.Load]]) -> Iterator[tuple[str, Callable[[], object]]]:
    """The steps of the chain without the digest, by name, in order."""
    loads: list[windows.Load] = []
    now = datetime.now(UTC)

    def collected() -> None:
        loads.extend(find())
        for load in loads:
            collect.collect(run, load)

    def ids() -> list[int]:
        return [load.load_id for load in loads]

    yield "collect", collected
    yield "stage", lambda: [stage.stage(run, load) for load in loads]
    yield "validate", lambda: check.check(run, ids(), now)
    yield "merge", lambda: merge.merge(run, ids(), now)
    yield "tiers", lambda: tier.assign_tiers(run, now)
    yield "metrics", lambda: compute_metrics(run)


def bring_in_history(home: Path) -> None:
    """The short history, by the chain."""
    run = a_run(home, "backfill", DEMO_NOW)
    open_run(run, None)
    with lease(run):
        span = Window(DEMO_NOW - timedelta(days=DAYS), DEMO_NOW)
        plan = windows.plan_backfill(run, span, None, None)
        for _, step in chain(run, lambda: windows.claim_backfill(run, plan)):
            step()


def make_short(home: Path, engine: Engine) -> None:
    """The short history, in an empty warehouse."""
    with engine.begin() as connection:
        number_high(connection)
    bring_in_history(home)
    settle(engine)


def make_longer(engine: Engine, size: int) -> None:
    """Put copies before the history until it holds about `size` interactions; marts are left to be computed."""
    with engine.begin() as connection:
        there = connection.execute(text("select count(*) from core.interaction")).scalar_one()
        lengthen(connection, max(round(size / there) - 1, 1), DAYS)
    settle(engine)


def settle(engine: Engine) -> None:
    """As autovacuum leaves a database that has stood for a while."""
    with engine.connect().execution_options(isolation_level="AUTOCOMMIT") as connection:
        connection.execute(text("vacuum (analyze)"))


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


@contextmanager
def at(url: str) -> Iterator[Engine]:
    """The warehouse at `url` as the one that runs work on."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("RAPPORT_DATABASE_URL", url)
        yield warehouse.engine(url)
        warehouse.engine(url).dispose()


def test_a_morning_on_a_long_history(
    home: Path, postgres: Engine, database_url: str, monkeypatch: pytest.MonkeyPatch, capsys: Any
) -> None:
    with at(database_url) as engine:
        make_short(home, engine)
    long_url = copy_of(postgres, database_url, "long_history")
    with at(long_url) as engine:
        make_longer(engine, LONG)
        compute_metrics(a_run(home, "backfill", DEMO_NOW))
        settle(engine)
    sizes, costs = {}, {}
    for name, url in (("warm-up", ""), ("short", database_url), ("long", long_url)):
        folder = home / name
        folder.mkdir()
        write_config(folder, monkeypatch)
        with at(url or copy_of(postgres, database_url, "warm_up")) as engine:
            costs[name] = morning(folder, engine)
            with engine.connect() as connection:
                sizes[name] = connection.execute(text("select count(*) from core.interaction")).scalar_one()
    with postgres.connect() as connection:
        for made in ("long_history", "warm_up"):
            connection.execute(text(f"drop database {made} with (force)"))
    assert sizes["long"] > sizes["short"] > SHORT // 2
    with capsys.disabled():
        print(f"\n{sizes['short']:,} interactions against {sizes['long']:,}, load {os.getloadavg()[0]:.1f}")
        show(costs["short"], costs["long"])


def test_all_marts_beside_bare_sql(home: Path, database_url: str, capsys: Any) -> None:
    with at(database_url) as engine:
        make_short(home, engine)
        if MARTS > SHORT:
            make_longer(engine, MARTS)
        anew, by_hand = marts_beside_bare_sql(home, engine)
    assert by_hand
    with capsys.disabled():
        show_marts(anew, by_hand)


def marts_beside_bare_sql(home: Path, engine: Engine) -> tuple[Cost, dict[str, Cost]]:
    """All marts computed anew; and each statement by hand, under the name of the model it stands beside."""
    meter, by_hand = Meter(engine), {}
    with engine.begin() as connection:
        connection.execute(text("delete from ops.mart_state"))
    with meter.measured() as anew:
        compute_metrics(a_run(home, "backfill", DEMO_NOW))
    settle(engine)
    with engine.connect() as connection:
        for part in BARE.read_text(encoding="utf-8").split("-- of: ")[1:]:
            name, _, statement = part.partition("\n")
            with meter.measured() as by_hand[name]:
                connection.execute(text(statement), {"brand": "bench", "zone": "UTC"})
    return anew, by_hand


def show_marts(anew: Cost, by_hand: dict[str, Cost]) -> None:
    """Seconds on the clock of each model that has a statement by hand beside it, and of all models."""
    ours = {name: seconds_of(anew, model(name).metrics) for name in by_hand}
    print(
        f"\nall marts anew: {anew.wall:.1f} s on the clock, {anew.processor:.1f} s of processors, {anew.peak:.0f} MB"
    )
    for name, cost in by_hand.items():
        print(f"  {name:22}{ours[name]:8.2f}{cost.wall:8.2f}{ours[name] / cost.wall:8.2f}")
    whole, bare = sum(ours.values()), sum(cost.wall for cost in by_hand.values())
    print(
        f"  {f'together (bar {MARTS_BAR})':22}{whole:8.2f}{bare:8.2f}{whole / bare:8.2f}, load {os.getloadavg()[0]:.1f}"
    )


def seconds_of(cost: Cost, metrics: tuple[str, ...]) -> float:
    """Of the statements that keep the rows of a model with these metrics; by the name that the meter gives them."""
    return cost.statements[", ".join(metrics)[:60]]


def copy_of(postgres: Engine, url: str, name: str) -> str:
    """A copy of the database at `url`, called `name`; whoever is still connected to it is sent away."""
    source = make_url(url).database
    with postgres.connect() as connection:
        connection.execute(
            text("select pg_terminate_backend(pid) from pg_stat_activity where datname = :source"),
            {"source": source},
        )
        connection.execute(text(f"create database {name} template {source}"))
    return postgres.url.set(database=name).render_as_string(hide_password=False)


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
