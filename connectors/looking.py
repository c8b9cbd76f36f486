"""One look at a stream: its window, what earlier looks remember, and the numbering of its pages. Knows no platform.

A network's `Collector` is made from `Look`, and adds how that network is asked.
"""

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any, ClassVar

from connectors.http import Answer, HttpClient
from connectors.memory import Memory
from connectors.reading import LIVE
from connectors.records import Page, Window


@dataclass(slots=True)
class Look:
    """What one fetch is asked and sees. `now` gives the time in UTC."""

    client: HttpClient
    window: Window
    memory: Memory
    now: Callable[[], datetime]
    number: int = field(default=0, kw_only=True)
    """Of the page given last."""
    seen: dict[str, datetime] = field(default_factory=dict, kw_only=True)
    """What this look saw: native ids and when they happened."""

    reach: ClassVar[timedelta] = timedelta(days=14)
    """How far before a window own posts are looked at for what is new below them; and how long things are remembered,
    to be missed when they are gone."""
    late: ClassVar[timedelta] = timedelta(hours=6)
    """How far before a window feeds are read, where some of it is delivered late."""
    most_missed: ClassVar[int | None] = None
    """Of how many things that are missed, the newest, a look wants to know what became; None: of all."""

    @property
    def is_live(self) -> bool:
        """True when the window ends now: what stands now may then be told of its end."""
        return self.now() - self.window.end < LIVE

    @property
    def oldest(self) -> datetime:
        """Where reading a newest-first list of events stops."""
        return max(self.window.start - self.late, self.memory.since)

    @property
    def cutoff(self) -> datetime:
        """How old what is remembered may get."""
        return self.now() - self.reach

    def context(self) -> dict[str, str]:
        """What every page of the network says beside its body: whose look it is. Never a secret."""
        return {}

    def page(self, form: str, answer: Answer, **context: str) -> Page:
        """The next page of this fetch."""
        self.number += 1
        base = {"form": form, "since": self.memory.since.isoformat()}
        return Page(self.number, answer.body, self.now(), base | self.context() | context)

    def remember(self, key: Any, at: datetime | None) -> None:
        """Note something that was seen, to miss it when it is gone; not what has no id or no time."""
        if isinstance(key, str) and at is not None:
            self.seen[key] = at

    def missed(self, is_due: Callable[[str], bool] = bool) -> list[str]:
        """What earlier looks saw and this one did not (so far), newest first. Only a live window misses anything."""
        if not self.is_live:
            return []
        known = {key: at for key, at in self.memory.seen.items() if key not in self.seen and is_due(key)}
        due = sorted((key for key in known if known[key] >= self.cutoff), key=known.__getitem__, reverse=True)
        return due[: self.most_missed]

    def forget(self, key: str) -> None:
        """Miss it no longer: the network said that it is gone."""
        self.memory.seen.pop(key, None)

    def gone(self, key: str, native: str, answer: Answer) -> Page:
        """The network's word that `native` is gone; `key` is missed no longer."""
        self.forget(key)
        return self.page("gone", answer, subject=native)

    def cursor(self) -> str:
        """What to remember for the next look."""
        return Memory(self.memory.since, self.memory.seen | self.seen).cursor(self.cutoff)
