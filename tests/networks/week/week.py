"""The week of a brand, as plain data (events.csv), and what a network must tell of it.

The week ends at `NOW`; `LATER` is the quarter of an hour after it, in which texts change and things vanish. A stage
(see stage.py) plays the events into one network; the contract suite compares what its connector tells with `Told`.
"""

import csv
from collections.abc import Iterable
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime, timedelta
from functools import cache

from compose import FILE, Event

from connectors.records import InteractionKind, Window

NOW = datetime(2026, 11, 22, 12, tzinfo=UTC)
WINDOW = Window(NOW - timedelta(days=7), NOW)
LATER = Window(NOW, NOW + timedelta(minutes=20))
ME = "brand"
SAID: dict[str, InteractionKind] = {
    "post": "post", "comment": "comment", "reply": "reply", "mention": "mention", "ugc": "ugc_post",
    "hashtag": "ugc_post", "quote": "quote", "message": "direct_message",
}  # fmt: skip
"""Acts that say something -> their kind."""
DONE: dict[str, InteractionKind] = {"react": "reaction", "share": "share", "follow": "follow"}
"""Acts without a word -> their kind."""


@cache
def events() -> tuple[Event, ...]:
    """Everything that happens, in order."""
    with FILE.open(encoding="utf-8", newline="") as file:
        return tuple(replace(Event(**row), second=int(row["second"])) for row in csv.DictReader(file))  # type: ignore[arg-type]


def at(event: Event) -> datetime:
    """When an event happened."""
    return WINDOW.start + timedelta(seconds=event.second)


def before(moment: datetime) -> list[Event]:
    """The events of before `moment`."""
    return [one for one in events() if at(one) < moment]


def since(moment: datetime) -> list[Event]:
    """The events from `moment` on."""
    return [one for one in events() if at(one) >= moment]


@dataclass
class Told:
    """What stands after some events: what was said, what was done without a word, and what is gone."""

    said: dict[str, Event] = field(default_factory=dict)
    texts: dict[str, list[str]] = field(default_factory=dict)
    """Every text that a message had, the newest last."""
    edited_at: dict[str, datetime] = field(default_factory=dict)
    done: list[Event] = field(default_factory=list)
    gone: dict[str, Event] = field(default_factory=dict)
    blocked: set[str] = field(default_factory=set)
    """What was written by those who blocked the brand."""

    @classmethod
    def of(cls, happened: Iterable[Event]) -> "Told":
        """What stands after `happened`."""
        told = cls()
        for one in happened:
            told.add(one)
        return told

    def add(self, one: Event) -> None:
        """One event more."""
        if one.act in SAID:
            self.said[one.id] = one
            self.texts[one.id] = [one.text]
        elif one.act in DONE:
            self.done.append(one)
        elif one.act == "edit":
            self.texts[one.to].append(one.text)
            self.edited_at[one.to] = at(one)
        elif one.act == "delete":
            self.gone[one.to] = self.said.pop(one.to)
        elif one.act == "block":
            self.blocked |= {key for key, said in self.said.items() if said.by == one.by}

    def root(self, event: Event) -> str:
        """The id of the post that a comment or reply stands below."""
        here = event
        while here.act in ("comment", "reply"):
            here = self.said[here.to] if here.to in self.said else self.gone[here.to]
        return here.id

    def comment(self, event: Event) -> str:
        """The id of the comment that a reply stands below, at any depth."""
        here = event
        while here.act == "reply":
            here = self.said[here.to] if here.to in self.said else self.gone[here.to]
        return here.id
