"""What the stages of files have in common: rows that are written as a file whenever somebody is to read it."""

import csv
from abc import abstractmethod
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any, ClassVar

from compose import Event
from stage import Scanned
from week import SAID

from connectors.config import Account, Brand
from connectors.exported.account import FileExport
from connectors.http import Patience, Timeouts

LINK = "https://social.example/posts/"


@dataclass
class Rows:
    """What stands in the tool that the file is downloaded from: by id, in order of time."""

    clock: datetime
    url: str = LINK
    said: dict[str, Event] = field(default_factory=dict)
    texts: dict[str, str] = field(default_factory=dict)


class FileStage(Scanned):
    """The week in a file. Its `capabilities` are those of the format: some of what files are declared to give."""

    platform = "export"
    header: ClassVar[tuple[str, ...]]
    fields: ClassVar[dict[str, Any]] = {}
    """Of the account, beside the path."""

    @staticmethod
    @contextmanager
    def running(begins: datetime) -> Iterator[Rows]:
        yield Rows(begins)

    @abstractmethod
    def row(self, event: Event) -> tuple[object, ...]:
        """An event as the file has it."""

    def connector(
        self, now: datetime, page_size: int, patience: Patience, timeouts: Timeouts | None = None
    ) -> FileExport:
        path = self.folder / "export.csv"
        with path.open("w", encoding="utf-8", newline="") as file:
            rows = csv.writer(file)
            rows.writerow(self.header)
            rows.writerows(self.row(event) for event in self.server.said.values())
        account = Account(platform="export", handle="brand", path=path, **self.fields)
        return FileExport(account, Brand(slug="b", name="B", timezone="UTC"), now=lambda: now)

    @property
    def acts(self) -> Mapping[str, Callable[[Event], str | None]]:
        given = self.capabilities.kinds.keys() | self.capabilities.own.keys()
        acts = {act: self._says for act, kind in SAID.items() if kind in given and act != "hashtag"}
        return acts | {"edit": self._edits, "delete": self._deletes}

    def person(self, name: str) -> str:
        return f"p-{name}"

    def who(self, event: Event) -> str:
        """The native id of who did it."""
        return "brand" if event.by == "brand" else self.people[event.by]

    def thread(self, event: Event) -> str:
        """What a private conversation is called; empty for anything else."""
        return f"talk-{event.to}" if event.act == "message" else ""

    def parent(self, event: Event) -> str:
        """The native id of what it answers; a private message, the conversation's first."""
        if event.act == "message":
            first = next(e for e in self.server.said.values() if (e.act, e.to) == (event.act, event.to))
            return "" if first is event else self.ids[first.id]
        return self.ids.get(event.to, "")

    def _says(self, event: Event) -> str:
        self.server.said[event.id] = event
        self.server.texts[event.id] = event.text
        return f"m-{event.id}"

    def _edits(self, event: Event) -> None:
        self.server.texts[event.to] = event.text

    def _deletes(self, event: Event) -> None:
        self.server.said.pop(event.to)
