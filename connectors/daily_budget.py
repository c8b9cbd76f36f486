"""Requests counted by the day where a service names a daily limit to nobody: in a file of this machine, and where rate
budgets are kept in the warehouse, there too, for the workers of all machines.

The count of a UTC day begins anew at midnight UTC. Knows no platform.
"""

import fcntl
import hashlib
import json
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime, time, timedelta
from pathlib import Path
from typing import Any

from connectors import reading
from connectors.budget_rules import Wait
from connectors.budgets import KEPT_BY, Budgets, Turn, shared_budgets
from connectors.http_rules import Budget
from connectors.settings import home


def next_midnight(at: datetime) -> datetime:
    """The next midnight UTC after `at`."""
    return datetime.combine(at.astimezone(UTC).date() + timedelta(days=1), time(), UTC)


@dataclass(slots=True)
class _Day:
    """What is known of one UTC day: requests so far, and the kinds that the service let through no more."""

    day: str
    used: int = 0
    ended: list[str] = field(default_factory=list)


class DailyBudgets(Budgets):
    """The budgets of one account: `limit` requests a UTC day, of all kinds together.

    Nobody but we says how many are left: what answers tell is not heard. `end` is for the service's word that a kind
    is used up.
    """

    def __init__(self, path: Path, limit: int, now: Callable[[], datetime]) -> None:
        super().__init__()
        self.limit = limit
        self._path = path
        self._now = now

    @classmethod
    def shared(cls, service: str, account: str, limit: int, now: Callable[[], datetime]) -> "DailyBudgets":
        """The count of `account` at `service`: of all machines where the warehouse keeps it, else of this one."""
        name = hashlib.sha256(f"{service} {account}".encode()).hexdigest()[:24]
        path = home() / "budgets" / f"{name}.json"
        if KEPT_BY.get() is None:
            return cls(path, limit, now)
        return SharedDays(path, limit, now, shared_budgets(service, account))

    def of(self, kind: str) -> Budget:
        """What is left for requests of `kind`."""
        with self._open() as today:
            left = self._left(today, kind)
        return Budget(left, next_midnight(self._now()).timestamp(), self.limit)

    def take(self, kind: str, now: float, left_to_others: float = 0.0) -> Turn | Wait:
        """A request of `kind`, counted before it goes out; or that it has to wait for midnight."""
        with self._open() as today:
            left = self._left(today, kind)
            if left <= int(self.limit * left_to_others):
                until = next_midnight(self._now()).timestamp()
                return Wait(until, Budget(left, until, self.limit))
            today.used += 1
        return Turn(kind, now)

    def answered(self, turn: Turn, now: float, told: Budget | None, *, is_plain: bool = True) -> None:
        """Nothing: the service names no numbers."""

    def end(self, kind: str) -> None:
        """The service lets through no more of `kind` today."""
        with self._open() as today:
            today.ended = sorted({*today.ended, kind})

    def _left(self, today: _Day, kind: str) -> int:
        return 0 if kind in today.ended else max(self.limit - today.used, 0)

    @contextmanager
    def _open(self) -> Iterator[_Day]:
        """Today's count, alone; what is changed of it is kept."""
        self._path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
        with self._path.open("a+", encoding="utf-8") as file:
            fcntl.flock(file, fcntl.LOCK_EX)
            file.seek(0)
            before = file.read()
            today = _read(before, self._now().astimezone(UTC).date().isoformat())
            yield today
            after = json.dumps({"day": today.day, "used": today.used, "ended": today.ended})
            if after != before:
                file.seek(0)
                file.truncate()
                file.write(after)


class SharedDays(DailyBudgets):
    """The same, and with it a count in `kept`, which is shared: of all requests, and of those of each kind."""

    def __init__(self, path: Path, limit: int, now: Callable[[], datetime], kept: Budgets) -> None:
        super().__init__(path, limit, now)
        self._kept = kept
        self._begun: dict[str, float] = {}

    def take(self, kind: str, now: float, left_to_others: float = 0.0) -> Turn | Wait:
        """A request of `kind`, when neither count has reached the limit."""
        for counted in dict.fromkeys((kind, "")):
            self._begin(counted, now)
            wait = self._kept.take(counted, now, left_to_others)
            if isinstance(wait, Wait):
                return wait
        return super().take(kind, now, left_to_others)

    def answered(self, turn: Turn, now: float, told: Budget | None, *, is_plain: bool = True) -> None:
        """The request is no longer under way."""
        for counted in dict.fromkeys((turn.kind, "")):
            self._kept.answered(Turn(counted, turn.taken_at), now, None, is_plain=False)

    def end(self, kind: str) -> None:
        """The service lets through no more of `kind` today."""
        super().end(kind)
        now = self._now()
        used_up = Budget(0, next_midnight(now).timestamp(), self.limit)
        self._kept.answered(Turn(kind, now.timestamp()), now.timestamp(), used_up)

    def _begin(self, kind: str, now: float) -> None:
        """Say once a day what is left as far as this machine knows: who knows of fewer is not given any back."""
        midnight = next_midnight(self._now()).timestamp()
        if self._begun.get(kind) != midnight:
            self._begun[kind] = midnight
            left = Budget(self.of(kind).remaining, midnight, self.limit)
            self._kept.answered(Turn(kind, now), now, left)


def _read(text: str, day: str) -> _Day:
    """What was kept for `day`; nothing yet, when it is of another, or cannot be read."""
    try:
        kept: dict[str, Any] = reading.record(json.loads(text or "null"))
    except ValueError:
        kept = {}
    if kept.get("day") != day:
        return _Day(day)
    ended = [kind for kind in reading.items(kept.get("ended")) if isinstance(kind, str)]
    return _Day(day, reading.count(kept.get("used")) or 0, ended)
