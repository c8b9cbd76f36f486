"""What all marts of a history cost, beside the same aggregates written by hand: one statement each, in one run.

`make bench` prints; nothing is asserted about time. RAPPORT_BENCH_MARTS (100,000) is the size of the history. What is
written by hand (bare_metrics.sql) goes into tables like those of the marts, and its rows must be the same
(bare_rows.sql). Seconds are of the processor that the server's process spends on a statement.
"""

import os
import re
from collections import defaultdict
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import psutil
import pytest
from bench_brand import SHORT, a_run, at, make_longer, make_short, settle, write_config
from sqlalchemy import Connection, Engine, event, text

import sql
from connectors.sandbox import DEMO_NOW
from tasks import marts
from tasks.marts_models import MODELS
from tasks.steps import setup
from tasks.steps.run import context

pytestmark = [pytest.mark.bench, pytest.mark.timeout(4 * 3600)]

SIZE = int(os.environ.get("RAPPORT_BENCH_MARTS", "100000"))
HERE = Path(__file__).parent
TABLES = ("metric_daily", "metric_period", "distribution_daily", "cohort_weekly", "profile_day", "post_talk")
BAR = 1.5
BUDGET = 30
"""Minutes a day: the history keeps no budget."""
Seconds = dict[str, float]


def test_all_marts_beside_bare_sql(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, database_url: str, capsys: Any
) -> None:
    home = write_config(tmp_path, monkeypatch)
    with at(database_url) as engine:
        make_short(home, engine)
        if SIZE > SHORT:
            make_longer(engine, SIZE)
        lay_out_hours(home, engine)
        anew = all_marts(engine)
        settle(engine)
        by_hand = bare_statements(engine)
        with engine.connect() as connection:
            same = connection.execute(text((HERE / "bare_rows.sql").read_text(encoding="utf-8"))).all()
            size = connection.execute(text("select count(*) from core.interaction")).scalar_one()
    assert [row for row in same if row.differ] == []
    with capsys.disabled():
        print(f"\n{size:,} interactions; {sum(row.rows for row in same):,} rows are the same")
        show(anew, by_hand)


def lay_out_hours(home: Path, engine: Engine) -> None:
    """Office hours, as far back as the history goes."""
    run = a_run(home, "backfill", DEMO_NOW)
    with engine.begin() as connection:
        setup.note_office_hours(connection, context(run).brand, DEMO_NOW)


def all_marts(engine: Engine) -> Seconds:
    """Every model computed anew for all days, by name; "" is what is done for all of them."""
    names = {_told(model.text): model.name for model in MODELS}
    with engine.begin() as connection:
        connection.execute(text("delete from ops.mart_state"))
    with engine.begin() as connection, spent(engine, connection) as seconds:
        marts.recompute(connection, "bench", DEMO_NOW, budget_minutes=BUDGET)
    found: Seconds = defaultdict(float)
    for told, cost in seconds.items():
        found[names.get(told, "")] += cost
    return found


def bare_statements(engine: Engine) -> Seconds:
    """Each statement by hand, planned by the same settings as the models, under the name of its model."""
    found: Seconds = {}
    bound = {"brand": "bench", "zone": "UTC", "as_of": DEMO_NOW, "budget": BUDGET}
    with engine.begin() as connection:
        connection.execute(text("create schema bare"))
        for table in TABLES:
            connection.execute(text(f"create table bare.{table} (like marts.{table} including indexes)"))
        connection.execute(text(sql.load("metrics/store/settings.sql")))
        connection.execute(text("set local max_parallel_workers_per_gather = 0"))
        for part in (HERE / "bare_metrics.sql").read_text(encoding="utf-8").split("-- of: ")[1:]:
            named, _, statement = part.partition("\n")
            with spent(engine, connection) as seconds:
                connection.execute(text(statement), bound)
            found[named.split()[0]] = sum(seconds.values())
    return found


@contextmanager
def spent(engine: Engine, connection: Connection) -> Iterator[Seconds]:
    """Seconds of the connection's server process, by the metrics that a statement says it is for."""
    server = psutil.Process(connection.execute(text("select pg_backend_pid()")).scalar_one())
    seconds: Seconds = defaultdict(float)
    began = 0.0

    def processor() -> float:
        times = server.cpu_times()
        return float(times.user + times.system)

    def before(*_: Any) -> None:
        nonlocal began
        began = processor()

    def after(_connection: Any, _cursor: Any, statement: str, *_: Any) -> None:
        seconds[_told(statement)] += processor() - began

    event.listen(engine, "before_cursor_execute", before)
    event.listen(engine, "after_cursor_execute", after)
    try:
        yield seconds
    finally:
        event.remove(engine, "before_cursor_execute", before)
        event.remove(engine, "after_cursor_execute", after)


def _told(statement: str) -> str:
    """The first line of its header that names metrics."""
    named = re.search(r"^-- Metrics: (.*)$", statement, re.MULTILINE)
    return named[1] if named else ""


def show(anew: Seconds, by_hand: Seconds) -> None:
    """Of each model that has a statement by hand beside it; then of all of these, and what else there is."""
    print(f"{'seconds of processor':24}{'marts':>8}{'by hand':>9}{'ratio':>7}")
    for name, cost in by_hand.items():
        print(f"  {name:22}{anew[name]:8.2f}{cost:9.2f}{anew[name] / max(cost, 0.01):7.2f}")
    bare, common = sum(by_hand.values()), anew[""]
    ours = sum(anew[name] for name in by_hand) + common
    print(f"  {'for all models':22}{common:8.2f}")
    print(
        f"  {f'together (bar {BAR})':22}{ours:8.2f}{bare:9.2f}{ours / bare:7.2f}, load {os.getloadavg()[0]:.1f}"
    )
    rest = {name: cost for name, cost in anew.items() if name and name not in by_hand}
    print(f"  no statement by hand: {', '.join(f'{name} {cost:.2f}' for name, cost in rest.items())}")
