"""How many requests a service still lets through, by kind of request: what it said, minus what was asked since.

Knows no platform: what makes two requests of one kind is the connector's to say.
"""

import threading
from dataclasses import replace

from connectors.http_rules import Budget

SAME_RESET = 1.5
"""Resets that lie closer together (seconds) are one: some services round, some say how long to wait."""


class Budgets:
    """The budgets of one account at one service; safe to use from several threads."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._asking = threading.Lock()
        self._known: dict[str, Budget] = {}

    def of(self, kind: str) -> Budget | None:
        """What is left for requests of `kind`; None: not told yet, or its time is over."""
        with self._lock:
            return self._known.get(kind)

    def asked(self, kind: str, left_to_others: float) -> Budget | None:
        """None: a request of `kind` may go out, and is counted. Else the budget that it has to wait for.

        `left_to_others` is the share of the limit that stays. Who asks at the same time cannot take the same one.
        """
        with self._asking:
            known = self.of(kind)
            if known is not None and known.remaining <= int((known.limit or 0) * left_to_others):
                return known
            self.take(kind)
            return None

    def take(self, kind: str) -> None:
        """A request of `kind` goes out: one fewer, before the answer says so."""
        with self._lock:
            known = self._known.get(kind)
            if known is not None and not known.unit:  # of a percentage nobody knows what one request takes
                self._known[kind] = replace(known, remaining=max(known.remaining - 1, 0))

    def told(self, kind: str, budget: Budget) -> None:
        """An answer names what is left. What others took since it was sent is not given back by a late answer."""
        with self._lock:
            known = self._known.get(kind)
            if known is not None and abs(known.resets_at - budget.resets_at) < SAME_RESET:
                budget = replace(budget, remaining=min(budget.remaining, known.remaining))
            self._known[kind] = budget

    def forget(self, kind: str, over: Budget) -> None:
        """The reset of `over` has come. What somebody who waited, too, has learned since of `kind` stays."""
        with self._lock:
            known = self._known.get(kind)
            if known is not None and known.resets_at < over.resets_at + SAME_RESET:
                del self._known[kind]


_shared: dict[tuple[str, str], Budgets] = {}
_shared_lock = threading.Lock()


def shared_budgets(service: str, account: str) -> Budgets:
    """The one `Budgets` of this process for `account` at `service`, whatever clients ask for it."""
    with _shared_lock:
        return _shared.setdefault((service, account), Budgets())
