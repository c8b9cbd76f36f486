"""The brand that benches of long histories work on: weeks of the sandbox, brought in by the chain, and their copies."""

import os
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from pathlib import Path
from uuid import uuid4

import pytest
from long_history import lengthen, number_high
from sqlalchemy import Engine, make_url, text

from connectors import warehouse
from connectors.records import Window
from connectors.sandbox import DEMO_NOW
from tasks.steps import check, collect, merge, stage, tier, windows
from tasks.steps.run import Run, lease, open_run

SHORT = int(os.environ.get("RAPPORT_BENCH_SHORT", "100000"))
DAYS = 63
"""Of the short history: whole weeks, so that a copy of it falls on the same weekdays."""


def compute_metrics(run: Run) -> None:
    """The step, imported when it is needed: it brings Prefect, which tests of flows import after its server is up."""
    from tasks.warehouse import compute_metrics as compute

    compute(run)


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


def make_longer(engine: Engine, size: int, *, with_marts: bool = False) -> None:
    """Put copies before the history until it holds about `size` interactions.

    Marts are left to be computed; `with_marts`: those of the history itself, of its copies there are copies.
    """
    with engine.begin() as connection:
        there = connection.execute(text("select count(*) from core.interaction")).scalar_one()
        lengthen(connection, max(round(size / there) - 1, 1), DAYS, with_marts=with_marts)
    settle(engine)


def settle(engine: Engine) -> None:
    """As autovacuum leaves a database that has stood for a while."""
    with engine.connect().execution_options(isolation_level="AUTOCOMMIT") as connection:
        connection.execute(text("vacuum (analyze)"))


@contextmanager
def at(url: str) -> Iterator[Engine]:
    """The warehouse at `url` as the one that runs work on."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("RAPPORT_DATABASE_URL", url)
        yield warehouse.engine(url)
        warehouse.engine(url).dispose()


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
