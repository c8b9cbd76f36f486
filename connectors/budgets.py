"""How many requests a service still lets through, by kind of request: what it said, minus what was asked since.

Knows no platform: what makes two requests of one kind is the connector's to say. A `Budgets` is this process's own;
`connectors.budget_store` keeps them in the warehouse, where every worker sees them.
"""

import threading
from collections.abc import Callable
from contextvars import ContextVar
from dataclasses import dataclass

from connectors import budget_rules as rules
from connectors.budget_rules import Known, Wait
from connectors.http_rules import Budget


@dataclass(frozen=True, slots=True)
class Turn:
    """A request that may go out now; give it back to `answered`."""

    kind: str
    taken_at: float


class Budgets:
    """The budgets of one account at one service; safe to use from several threads. Times: seconds since 1970."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._known: dict[str, Known] = {}

    def of(self, kind: str) -> Budget | None:
        """What is left for requests of `kind`; None: not told yet. Its time may be over."""
        with self._lock:
            return self._known.get(kind, Known()).budget

    def take(self, kind: str, now: float, left_to_others: float = 0.0) -> Turn | Wait:
        """A request of `kind`, counted before it goes out; or until when it has to wait.

        `left_to_others` is the share of the limit that stays. Who asks at the same time cannot take the same one.
        """
        with self._lock:
            known = rules.take(self._known.get(kind, Known()), now, left_to_others)
            if isinstance(known, Wait):
                return known
            self._known[kind] = known
        return Turn(kind, now)

    def answered(self, turn: Turn, now: float, told: Budget | None, *, is_plain: bool = True) -> None:
        """The request was answered, naming what is left (`told`), or not. What others took is not given back.

        `is_plain` is false for what says nothing of the service's ways: an error, or no answer at all.
        """
        with self._lock:
            known = self._known.get(turn.kind, Known())
            self._known[turn.kind] = rules.answer(known, turn.taken_at, now, told, is_plain=is_plain)

    def note(self, turn: Turn) -> Turn:
        """Count a request that somebody else let through; the same `turn`."""
        with self._lock:
            self._known[turn.kind] = rules.note(self._known.get(turn.kind, Known()), turn.taken_at)
        return turn


KEPT_BY: ContextVar[Callable[[str, str, Budgets], Budgets] | None] = ContextVar("kept_by", default=None)
"""Makes, of a service, an account and what this process knows of it, the budgets that others share, too."""

_shared: dict[tuple[str, str], Budgets] = {}
_shared_lock = threading.Lock()


def shared_budgets(service: str, account: str) -> Budgets:
    """The budgets of `account` at `service`, the same for all clients of this process; where they are kept in the
    warehouse (`connectors.budget_store.shared_by`), for those of all processes."""
    with _shared_lock:
        own = _shared.setdefault((service, account), Budgets())
    kept_by = KEPT_BY.get()
    return kept_by(service, account, own) if kept_by else own
