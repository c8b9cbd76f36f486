"""Rate budgets in the warehouse, where all workers share them; while it is away, each process goes by what it knows.

Each question is one statement of its own, outside of any transaction, on connections of its own: who merges a month
holds up nobody's requests.
"""

import logging
import threading
import time
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from functools import partial
from typing import Any

from sqlalchemy import Engine, Row, TextClause, create_engine, text
from sqlalchemy.exc import InterfaceError, InternalError, OperationalError
from sqlalchemy.exc import TimeoutError as PoolTimeout

import sql
from connectors import budget_rules as rules
from connectors.budget_rules import Wait
from connectors.budgets import KEPT_BY, Budgets, Turn
from connectors.http_rules import Budget

log = logging.getLogger(__name__)

AGAIN_AFTER = 30.0
"""Seconds that a warehouse which is away is left alone."""
_AWAY = (OperationalError, InterfaceError, InternalError, PoolTimeout)

_stores: dict[str, "Store"] = {}
_stores_lock = threading.Lock()


@contextmanager
def shared_by(url: str) -> Iterator[None]:
    """Inside, connectors keep their rate budgets in the warehouse at `url` (``postgresql+psycopg2://...``)."""
    with _stores_lock:
        store = _stores.setdefault(url, Store(url))
    token = KEPT_BY.set(partial(WarehouseBudgets, store))
    try:
        yield
    finally:
        KEPT_BY.reset(token)


class Store:
    """The warehouse, asked one statement at a time; None for an answer while it is away."""

    def __init__(self, url: str) -> None:
        options = "-c timezone=UTC -c statement_timeout=10000 -c synchronous_commit=off"
        self._engine: Engine = create_engine(
            url,
            isolation_level="AUTOCOMMIT",
            pool_size=6,
            max_overflow=0,
            pool_timeout=10,
            connect_args={
                "options": options,
                "connect_timeout": 3,
                "application_name": "rapport budgets",
            },
        )
        self._lock = threading.Lock()
        self._away_until: float | None = None
        self._is_clean = False

    def row(self, statement: TextClause, values: Mapping[str, Any]) -> Row[Any] | None:
        """The one row that a statement gives."""
        return self._ask(statement, values)

    def tell(self, statement: TextClause, values: Mapping[str, Any]) -> None:
        """Run a statement that gives no rows."""
        self._ask(statement, values)

    def _ask(self, statement: TextClause, values: Mapping[str, Any]) -> Row[Any] | None:
        away_until = self._away_until  # once: another thread may set it back meanwhile
        if away_until is not None and time.monotonic() < away_until:
            return None
        try:
            row = self._run(statement, values)
        except _AWAY as error:
            self._gone(error)
            return None
        if self._away_until is not None:
            self._back()
        return row

    def _run(self, statement: TextClause, values: Mapping[str, Any]) -> Row[Any] | None:
        """Once more on a new connection where the one at hand was cut: a server that was restarted is not away."""
        try:
            return self._once(statement, values)
        except _AWAY as error:
            if isinstance(error, PoolTimeout) or not error.connection_invalidated:
                raise
            return self._once(statement, values)

    def _once(self, statement: TextClause, values: Mapping[str, Any]) -> Row[Any] | None:
        with self._engine.connect() as connection:
            if not self._is_clean:
                self._is_clean = True
                connection.execute(_CLEAN)
            result = connection.execute(statement, values)
            return result.one() if result.returns_rows else None

    def _gone(self, error: Exception) -> None:
        with self._lock:
            is_news, self._away_until = self._away_until is None, time.monotonic() + AGAIN_AFTER
        if is_news:
            kind = type(getattr(error, "orig", None) or error).__name__
            log.warning(
                "the warehouse is away (%s): rate budgets are kept by this process alone until it is back",
                kind,
            )

    def _back(self) -> None:
        with self._lock:
            is_news, self._away_until = self._away_until is not None, None
        if is_news:
            log.info("the warehouse is back: rate budgets are shared again")


class WarehouseBudgets(Budgets):
    """The budgets of one account at one service, as all processes know them. `own` is what this one knows."""

    def __init__(self, store: Store, service: str, account: str, own: Budgets) -> None:
        super().__init__()
        self._store, self._own = store, own
        self._key = {"service": service, "account": account}

    def of(self, kind: str) -> Budget | None:
        """What is left for requests of `kind`, as far as this process knows."""
        return self._own.of(kind)

    def take(self, kind: str, now: float, left_to_others: float = 0.0) -> Turn | Wait:
        """A request of `kind`, counted before it goes out; or until when it has to wait."""
        given = {"kind": kind, "now": now, "left_to_others": left_to_others, "alone": rules.ALONE}
        row = self._store.row(_TAKE, self._key | _SECONDS | given)
        if row is None:
            return self._own.take(kind, now, left_to_others)
        if row.is_taken:
            return self._own.note(Turn(kind, now))
        if row.resets_at is not None and now < row.resets_at + rules.SLACK:
            budget = Budget(row.remaining, row.resets_at, row.request_limit, row.unit)
            return Wait(row.resets_at + rules.SLACK, budget)
        return Wait(now + rules.LOOKS_AGAIN)

    def answered(self, turn: Turn, now: float, told: Budget | None, *, is_plain: bool = True) -> None:
        """The request was answered; see `Budgets`."""
        self._own.answered(turn, now, told, is_plain=is_plain)
        news = told if told is not None and told.resets_at > now else None
        is_silent = is_plain and told is None
        given = {
            "kind": turn.kind,
            "taken_at": turn.taken_at,
            "now": now,
            "remaining": news.remaining if news else None,
            "resets_at": news.resets_at if news else None,
            "request_limit": news.limit if news else None,
            "unit": news.unit if news else "",
            "told_at": now if news or is_silent else None,
            "same": rules.SAME_RESET,
        }
        self._store.tell(_ANSWER, self._key | _SECONDS | given)


_TAKE = text(sql.load("ops/budget_take.sql"))
_ANSWER = text(sql.load("ops/budget_answer.sql"))
_CLEAN = text(sql.load("ops/budget_clean.sql"))
_SECONDS = {"slack": rules.SLACK, "lost": rules.LOST}
