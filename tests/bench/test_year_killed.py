"""A year of the sandbox backfilled from landing with SIGKILLs at random points, row by row beside one straight run.

The pages land once; then the same home and the same database are worked off twice: in one go, and by a process that is
killed at random moments and started again until it has finished. Sizes: RAPPORT_BENCH_YEAR (20,000 interactions),
RAPPORT_BENCH_KILLS (8), RAPPORT_BENCH_SEED. After that all of it is tiered and computed again, without a request.
Prints what it cost; asserts that the rows are the same. Measured on two busy cores (load 10-13, 2026-11-22): a million
(979,637), 10 kills: no row apart in 41 tables; 677 s of processors straight, 772 s killed, 287 MB.
"""

import os
import random
import shutil
import subprocess
import sys
import tempfile
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any
from uuid import uuid4

import psutil
import pytest
from rows_apart import apart
from sqlalchemy import Engine, make_url, text

from connectors import embedded_postgres, warehouse
from connectors.records import Window
from connectors.sandbox import DEMO_NOW
from deployments.embedded import PrefectApi

pytestmark = [pytest.mark.bench, pytest.mark.prefect, pytest.mark.timeout(8 * 3600)]

SIZE = int(os.environ.get("RAPPORT_BENCH_YEAR", "20000"))
KILLS = int(os.environ.get("RAPPORT_BENCH_KILLS", "8"))
SEED = int(os.environ.get("RAPPORT_BENCH_SEED", "1"))
DAYS = 365
SPAN = Window(DEMO_NOW - timedelta(days=DAYS), DEMO_NOW)
MEMORY_BAR = 250
ROOT = Path(__file__).parents[2]


@dataclass
class Spent:
    """Seconds on the clock and of processors (the process's and its server's), the most memory in MB, kills."""

    wall: float = 0.0
    processor: float = 0.0
    peak: float = 0.0
    kills: list[float] = field(default_factory=list)


def test_a_year_killed_at_random_equals_one_straight_run(tmp_path: Path, capsys: Any) -> None:
    began = datetime.now(UTC)
    say = Sayer(capsys)
    with servers() as admin:
        landed = make_database(admin, "landed", None)
        took = land(tmp_path, landed)
        say(f"\n{SIZE:,} interactions over {DAYS} days landed in {took:.0f} s")
        engines, spent = {}, {}
        for name in ("straight", "killed"):
            url = make_database(admin, name, "landed")
            home = copy_home(tmp_path, name)
            engines[name] = warehouse.engine(url)
            with at(home, url):
                spent[name] = work(url, kills_within(spent.get("straight")) if name == "killed" else [])
            say(words(name, spent[name]))
        differing = apart(engines["straight"], engines["killed"], began)
        for table, found in differing.items():
            say(f"  {table:28}{found.rows:10,} rows {found.only_one:8,} {found.only_other:8,} only in one")
            for line in found.examples:
                say(f"      {line}")
        files = landed_files(tmp_path / "straight")
        with at(tmp_path / "straight", str(engines["straight"].url.render_as_string(hide_password=False))):
            for redo in (["tiers"], ["metrics"]):
                url = engines["straight"].url.render_as_string(hide_password=False)
                say(words(f"again: {redo[0]}", work(url, [], redo=redo)))
        assert landed_files(tmp_path / "straight") == files, "something was collected again"
        for engine in engines.values():
            engine.dispose()
    assert not [t for t, found in differing.items() if found.only_one or found.only_other]
    assert differing["core.interaction"].rows > SIZE // 2


class Sayer:
    """Prints past pytest."""

    def __init__(self, capsys: Any) -> None:
        self._capsys = capsys

    def __call__(self, line: str) -> None:
        with self._capsys.disabled():
            print(line, flush=True)


@contextmanager
def servers() -> Iterator[Engine]:
    """The embedded PostgreSQL as it is shipped and a Prefect API; yields an engine on the server."""
    home = Path(tempfile.mkdtemp(prefix="rapport-bench-"))  # not under pytest's: as in conftest.py
    url = make_url(embedded_postgres.ensure(home))
    admin = warehouse.create_engine(url.set(database="postgres"), isolation_level="AUTOCOMMIT")
    before = dict(os.environ)
    api = PrefectApi(home)
    api.begin()
    api.wait()
    try:
        yield admin
    finally:
        api.end()
        os.environ.clear()
        os.environ.update(before)
        admin.dispose()
        embedded_postgres.release(home)
        shutil.rmtree(home)


def make_database(admin: Engine, name: str, template: str | None) -> str:
    """The URL of a new database, a copy of `template` if there is one."""
    with admin.connect() as connection:
        connection.execute(text(f"create database {name} template {template or 'template0'}"))
    url = admin.url.set(database=name).render_as_string(hide_password=False)
    if template is None:
        warehouse.migrate(url)
    return url


def land(folder: Path, url: str) -> float:
    """Land every window of the span and stop before anything of it is read; seconds."""
    from tasks.steps import collect, windows
    from tasks.steps.run import Run, lease, open_run

    home = folder / "landed"
    home.mkdir()
    (home / "rapport.toml").write_text(
        '[brands.bench]\nname = "Bench"\n[[brands.bench.accounts]]\nplatform = "sandbox"\nhandle = "bench"\n'
        f"days = {DAYS}\nmembers = {max(100, SIZE // 15)}\ninteractions = {SIZE}\n"
    )
    start = time.monotonic()
    with at(home, url):
        run = Run(str(uuid4()), "bench", "backfill", DEMO_NOW, True, str(home / "rapport.toml"))
        open_run(run, None)
        with lease(run):
            for load in windows.claim_backfill(run, windows.plan_backfill(run, SPAN, None, None)):
                collect.collect(run, load)
    warehouse.engine(url).dispose()
    return time.monotonic() - start


def copy_home(folder: Path, name: str) -> Path:
    """The home that was landed in, once more; pages are written once, so links to them will do."""
    return Path(shutil.copytree(folder / "landed", folder / name, copy_function=os.link))


def landed_files(home: Path) -> int:
    return sum(1 for _ in (home / "landing").rglob("*.gz"))


@contextmanager
def at(home: Path, url: str) -> Iterator[None]:
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("RAPPORT_HOME", str(home))
        patch.setenv("RAPPORT_DATABASE_URL", url)
        yield


def kills_within(straight: Spent | None) -> list[float]:
    """After how many seconds the process is killed, time after time: on average a straight run sees all of them."""
    dice = random.Random(SEED)
    return [dice.uniform(1, 2 * (straight.wall if straight else 60) / KILLS) for _ in range(KILLS)]


def work(url: str, kills: list[float], redo: list[str] | None = None) -> Spent:
    """`rapport backfill` of the year, as an operator starts it, which `kills` end; until one ends by itself."""
    home = Path(os.environ["RAPPORT_HOME"])
    command = [sys.executable, "-m", "deployments.cli", "--config", str(home / "rapport.toml"), "backfill"]
    command += ["--brand", "bench", "--start", SPAN.start.isoformat(), "--end", SPAN.end.isoformat()]
    command += [word for step in redo or () for word in ("--redo", step)]
    spent, start = Spent(), time.monotonic()
    before = server_seconds(url)
    for patience in (*kills, None):
        with (home / "backfill.log").open("ab") as log:
            process = subprocess.Popen(command, cwd=ROOT, stdout=log, stderr=subprocess.STDOUT)
        over = threading.Event()
        watcher = threading.Thread(target=watch, args=(process.pid, spent, over))
        watcher.start()
        try:
            process.wait(patience)
            ended = True
        except subprocess.TimeoutExpired:
            ended = False
        process.kill()
        process.wait()
        over.set()
        watcher.join()
        if ended:
            assert process.returncode == 0, (home / "backfill.log").read_text(encoding="utf-8")[-2000:]
            break
        spent.kills.append(patience or 0.0)
    spent.wall = time.monotonic() - start
    spent.processor += server_seconds(url) - before
    return spent


def watch(pid: int, spent: Spent, over: threading.Event) -> None:
    """Keep what the process takes, in memory and of processors, until it is over."""
    seconds = 0.0
    while not over.wait(0.2):
        try:
            times = psutil.Process(pid).cpu_times()
            status = Path(f"/proc/{pid}/status").read_text()
        except (psutil.Error, OSError):
            break
        seconds = times.user + times.system
        peak = [line for line in status.splitlines() if line.startswith("VmHWM")]
        spent.peak = max(spent.peak, int(peak[0].split()[1]) / 1024 if peak else 0.0)
    spent.processor += seconds


def server_seconds(url: str) -> float:
    """Seconds of processors that the database server has taken so far."""
    with warehouse.engine(url).connect() as connection:
        pid = connection.execute(text("select pg_backend_pid()")).scalar_one()
    server = psutil.Process(pid).parent()
    assert server is not None
    own = server.cpu_times()
    spent: float = own.user + own.system + own.children_user + own.children_system
    for child in server.children():
        try:
            times = child.cpu_times()
        except psutil.Error:
            continue
        spent += times.user + times.system
    return spent


def words(name: str, spent: Spent) -> str:
    """One line of the table."""
    kills = f", killed {len(spent.kills)} times" if spent.kills else ""
    return (
        f"{name:16}{spent.wall:8.0f} s, {spent.processor:8.0f} s of processors, "
        f"{spent.peak:5.0f} MB (bar {MEMORY_BAR}){kills}, load {os.getloadavg()[0]:.1f}"
    )
