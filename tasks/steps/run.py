"""A run: what travels between tasks, and what a process needs to work for it."""

import os
from collections.abc import Iterator, Sequence
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from datetime import datetime
from functools import cached_property, lru_cache
from pathlib import Path
from uuid import UUID

from sqlalchemy import Connection, Engine, text
from sqlalchemy.exc import DBAPIError

import sql
from connectors import embedded_postgres, warehouse
from connectors import settings as settings_reader
from connectors.config import Brand, Settings
from connectors.landing import Landing
from tasks.steps import setup

LEASE_CLASS = 7_281_002  # first key of the advisory locks by which a run shows that it lives


@dataclass(frozen=True, slots=True)
class Run:
    """One run of a flow for a brand: small plain data, safe to hand from task to task.

    `as_of` (UTC) is the run's clock: nothing after it is seen. `is_replay` is true when it was given rather
    than read from the wall clock. `collects_until` (UTC, by the wall clock) is when it stops asking platforms and goes
    on with what it has; None: it takes what time that takes.
    """

    run_id: str
    brand: str
    flow: str
    as_of: datetime
    is_replay: bool
    config: str | None = None
    collects_until: datetime | None = None


@dataclass(frozen=True)
class Context:
    """What a process needs to work for a run: settings, the brand's part of them, database, landing store."""

    settings: Settings
    brand: Brand

    @cached_property
    def url(self) -> str:
        """The warehouse's SQLAlchemy URL; starts the embedded server when there is no other."""
        return embedded_postgres.database_url(self.settings)

    @cached_property
    def engine(self) -> Engine:
        """The process's engine on the warehouse."""
        return warehouse.engine(self.url)

    @cached_property
    def landing(self) -> Landing:
        """Where raw pages land."""
        return Landing(self.settings.landing or str(self.settings.home / "landing"))


def context(run: Run) -> Context:
    """The context of `run`, read once a process for each state of the configuration file."""
    path = settings_reader.config_path(run.config)
    stamp = path.stat().st_mtime_ns if path.exists() else 0
    environment = (os.environ.get("RAPPORT_HOME"), os.environ.get("RAPPORT_DATABASE_URL"))
    return _context(run.config, run.brand, stamp, environment)


@lru_cache(maxsize=64)
def _context(config: str | None, brand: str, _stamp: int, _environment: tuple[str | None, ...]) -> Context:
    settings = settings_reader.load_settings(Path(config) if config else None)
    return Context(settings, settings.brand(brand))


def open_run(run: Run, flow_run_id: str | None) -> None:
    """Bring the database up to date, note the brand as configured, and put the run on record."""
    ctx = context(run)
    warehouse.migrate(ctx.url)
    with ctx.engine.begin() as connection:
        setup.note_brand(connection, ctx.brand, run.as_of)
        connection.execute(
            text(sql.load("ops/run_open.sql")),
            {
                "run_id": run.run_id,
                "brand": run.brand,
                "flow": run.flow,
                "as_of": run.as_of,
                "is_replay": run.is_replay,
                "flow_run_id": flow_run_id,
            },
        )


def killed_runs(connection: Connection, brand: str) -> list[str]:
    """The ids of the brand's runs that are on record as running and whose process is gone."""
    values = {"brand": brand, "lease_class": LEASE_CLASS}
    return [str(one) for one in connection.execute(text(sql.load("ops/runs_killed.sql")), values).scalars()]


def runs_over(run: Run, flow_run_ids: Sequence[str]) -> list[str]:
    """Those of these flow runs of the brand, which Prefect calls running, whose process is gone."""
    with context(run).engine.connect() as connection:
        values = {"brand": run.brand, "flow_run_ids": list(flow_run_ids)}
        killed = killed_runs(connection, run.brand)
        over = connection.execute(text(sql.load("ops/runs_over.sql")), values | {"killed": killed})
        return list(over.scalars())


def bury_the_dead(run: Run) -> None:
    """Runs of the brand that were killed never said that they ended: say it for them. `run` holds its own lease."""
    with context(run).engine.begin() as connection:
        values = {"brand": run.brand, "run_ids": killed_runs(connection, run.brand)}
        connection.execute(text(sql.load("ops/run_bury.sql")), values)


def close_run(run: Run, state: str, problems: tuple[str, ...]) -> None:
    """Put the run's end on record: `completed` or `failed`, and what could not be collected."""
    with context(run).engine.begin() as connection:
        connection.execute(
            text(sql.load("ops/run_close.sql")),
            {"run_id": run.run_id, "brand": run.brand, "state": state, "problems": list(problems)},
        )


@contextmanager
def lease(run: Run) -> Iterator[None]:
    """Show, while the block runs, that `run` lives: an advisory lock on a connection of its own.

    The database drops the lock the moment the process dies, however it dies, so what a killed run had begun
    can be taken over at once, and what a living one has begun is left to it. Taken before the run is put on
    record, so that a run on record as running without a lease is one that was killed.
    """
    with context(run).engine.connect() as connection:
        connection.execute(text("select pg_advisory_lock(:c, :k)"), {"c": LEASE_CLASS, "k": _key(run.run_id)})
        connection.commit()
        try:
            yield
        finally:
            # With a connection that broke meanwhile the lock is gone: nothing that was done is undone by that.
            with suppress(DBAPIError):
                connection.rollback()
                connection.execute(
                    text("select pg_advisory_unlock(:c, :k)"), {"c": LEASE_CLASS, "k": _key(run.run_id)}
                )
                connection.commit()


def is_alive(connection: Connection, run_id: str) -> bool:
    """Whether the run `run_id` holds its lease."""
    query = text("select pg_try_advisory_xact_lock_shared(:c, :k)")
    with connection.begin_nested() if connection.in_transaction() else connection.begin() as attempt:
        free = connection.execute(query, {"c": LEASE_CLASS, "k": _key(run_id)}).scalar_one()
        attempt.rollback()
    return not free


def _key(run_id: str) -> int:
    return UUID(run_id).int % 2**31
