"""What a connector told of the week, by the names of the week."""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import fields
from datetime import datetime
from typing import Any

from compose import Event
from stage import Scanned
from week import DONE, ME, SAID, Told

from connectors.base import Feed
from connectors.capabilities import Capabilities, How
from connectors.records import (
    MESSAGE_KINDS,
    AudienceSnapshot,
    Deletion,
    Interaction,
    Post,
    PostSnapshot,
    Profile,
    Record,
)

Act = tuple[str, str, str]
"""Kind, by whom, on what."""


class Found:
    """Records, found again by the ids and names of the week."""

    def __init__(self, stage: Scanned, records: Iterable[Record]) -> None:
        self.stage = stage
        self.records = list(records)
        self.names = {native: event for event, native in stage.ids.items()}
        self.members = {native: name for name, native in stage.people.items()}
        self.interactions: dict[str, list[Interaction]] = defaultdict(list)
        self.people: dict[str, Profile] = {}
        for one in self.records:
            if isinstance(one, Interaction):
                self.interactions[one.native_id].append(one)
            elif isinstance(one, Profile):
                self.people[one.native_id] = one

    def said(self) -> dict[str, Interaction]:
        """What was said, as told last: id of the week (or the native id of what is not of it) -> interaction."""
        last = {native: told[-1] for native, told in self.interactions.items()}
        wordless = set(DONE.values())
        return {self.names.get(i, i): one for i, one in last.items() if one.kind not in wordless}

    def texts(self, event: str) -> list[str | None]:
        """Every text of a message that was told."""
        return [one.text for one in self.interactions[self.stage.ids[event]]]

    def done(self, kind: str, direction: str) -> dict[Act, list[datetime]]:
        """What was done without words, and when, by whom and on what."""
        found: dict[Act, list[datetime]] = defaultdict(list)
        for told in self.interactions.values():
            for one in told:
                if (one.kind, one.direction) == (kind, direction):
                    found[kind, self.who(one), self.event(one.parent_native_id)].append(one.occurred_at)
        return found

    def who(self, one: Interaction) -> str:
        """The name of who did it."""
        if one.direction == "outbound":
            return ME
        if one.author_native_id in self.members:
            return self.members[one.author_native_id]
        person = self.people.get(one.author_native_id)
        name = (person.handle if person else None) or ""
        return name.partition("@")[0].removesuffix(".test").replace("-", "_")

    def event(self, native: str | None) -> str:
        """The id of the week for a native one; empty for none."""
        return self.names.get(native or "", native or "")

    def gone(self) -> set[str]:
        """What was told to be deleted."""
        return {self.event(one.native_id) for one in self.records if isinstance(one, Deletion)}

    def posts(self) -> dict[str, Post]:
        """The brand's own posts, as told last."""
        return {
            self.event(one.native_id): one for one in self.records if isinstance(one, Post) and one.is_own
        }

    def counts(self) -> dict[str, PostSnapshot]:
        """The last counts of each post."""
        return {self.event(one.native_id): one for one in self.records if isinstance(one, PostSnapshot)}

    def given(self, kind: type[PostSnapshot | AudienceSnapshot | Profile], besides: set[str]) -> set[str]:
        """The fields of records of a kind that are known of at least one of them."""
        told = [one for one in self.records if isinstance(one, kind)]
        return {f.name for f in fields(kind) for one in told if getattr(one, f.name) is not None} - besides


def feed_of(one: Record) -> Feed | None:
    """What metrics are made of, that a record is of."""
    if isinstance(one, PostSnapshot | AudienceSnapshot):
        return "counts"
    if not isinstance(one, Interaction):
        return None
    if one.direction == "outbound":
        return "replies"
    return "messages" if one.kind in MESSAGE_KINDS else "reactions"


def is_given(event: Event, declared: Capabilities) -> bool:
    """Whether what an event says is declared to arrive."""
    if event.act == "hashtag":
        return declared.listening != "no"
    kind = SAID[event.act]
    given = declared.own if event.by == ME else declared.kinds
    return given.get(kind, "no") != "no"


def how(event: Event, declared: Capabilities) -> How:
    """How what an event does without words is declared to arrive."""
    given = declared.own if event.by == ME else declared.kinds
    return given.get(DONE[event.act], "no")


def as_told(told: Told, event: Event, declared: Capabilities) -> dict[str, Any]:
    """What must be told of a message, as far as it is the same on every network."""
    kind, texts = SAID[event.act], told.texts[event.id]
    fact: dict[str, Any] = {
        "kind": kind,
        "direction": "outbound" if event.by == ME else "inbound",
        "by": event.by,
        "text": texts[-1 if kind in declared.edited else 0],
    }
    if event.act in ("comment", "reply"):
        root = told.root(event)
        fact |= {
            "parent": event.to if declared.is_nested else told.comment(event),
            "root": root,
            "post": root,
        }
        if event.act == "comment" or (not declared.is_nested and told.comment(event) == event.id):
            fact["parent"] = event.to
    elif event.act == "quote":
        fact["post"] = event.to
    elif event.act == "post":
        fact |= {"root": event.id, "post": event.id}
    return {name: value for name, value in fact.items() if declared.has_roots or name not in ("root", "post")}
