"""What the contract suite needs of a network: a stage that the week is played on, and a switchboard of faults.

One stage a network, in tests/networks/week/play_NETWORK.py: a class `Stage` made from `Played`. `STAGES` finds them.
The week as a file, in play_export_FORMAT.py, is made from `Scanned`: nobody is asked, so nothing of an answer can fail.
"""

import sys
from abc import ABC, abstractmethod
from collections import defaultdict
from collections.abc import Callable, Iterable, Mapping
from contextlib import AbstractContextManager
from datetime import datetime, timedelta
from importlib import import_module
from pathlib import Path
from typing import Any, ClassVar

import example
import pytest
from compose import Event
from serving import Fault
from week import NOW, at

from connectors.base import Connector
from connectors.capabilities import Capabilities
from connectors.http import Patience, Timeouts
from connectors.records import Profile, Record, Window

FOLDER = Path(__file__).parent
PATIENCE = Patience(first_wait=0.01, max_wait=5)
ELSEWHERE = "http://127.0.0.2:9/elsewhere"


class Scanned(ABC):
    """The week on something that can be read; `ids` and `people` are native ids by the ids and names of the week."""

    platform: ClassVar[str]
    capabilities: ClassVar[Capabilities]

    def __init__(self, server: Any, folder: Path) -> None:
        self.server = server
        self.folder = folder
        """For files that the connector reads."""
        self.ids: dict[str, str] = {}
        self.people: dict[str, str] = {}
        self.events: dict[str, Event] = {}
        self.by_stream: dict[str, list[Record]] = defaultdict(list)
        """What each stream told in every scan."""

    @classmethod
    def forget(cls, folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
        """Begin as a process that has asked the network nothing yet; what it keeps goes to `folder`."""
        monkeypatch.setenv("RAPPORT_HOME", str(folder))

    @staticmethod
    @abstractmethod
    def running(begins: datetime) -> AbstractContextManager[Any]:
        """The double, for as long as the block lasts."""

    @abstractmethod
    def connector(
        self, now: datetime, page_size: int, patience: Patience, timeouts: Timeouts | None = None
    ) -> Connector:
        """A connector of the brand's account on the double."""

    @property
    @abstractmethod
    def acts(self) -> Mapping[str, Callable[[Event], str | None]]:
        """What each act does to the double; the native id of what it makes. An act that is not named does nothing."""

    @abstractmethod
    def person(self, name: str) -> str:
        """A new member called `name`; the native id."""

    def play(self, happened: Iterable[Event]) -> None:
        """Let the events happen on the double, each at its time."""
        for event in happened:
            if event.by != "brand" and event.by not in self.people:
                self.people[event.by] = self.person(event.by)
            self.server.clock = at(event) - timedelta(
                seconds=1
            )  # whatever happens on a double takes a second
            self.events[event.id] = event
            native = self.acts.get(event.act, _nothing)(event)
            if native is not None:
                self.ids[event.id] = native

    def streams(self) -> list[str]:
        """The names of the streams of events."""
        return [
            stream.name for stream in self.connector(NOW, 10, PATIENCE).streams if stream.mode == "events"
        ]

    def is_brand(self, person: Profile) -> bool:
        """Whether it is the brand itself."""
        return (person.handle or "").partition(".")[0] in ("brand", "b")

    def scan(
        self,
        window: Window,
        cursors: dict[str, str | None],
        only: str = "",
        page_size: int = 40,
        **given: Any,
    ) -> list[Record]:
        """The records of every stream (or `only` one) in `window`, the cursors kept as the warehouse would."""
        now = max(window.end, NOW) + timedelta(seconds=30)
        made = self.connector(now, page_size, given.pop("patience", PATIENCE), **given)
        found: list[Record] = []
        for stream in made.streams:
            is_told = stream.mode == "events" or window.end >= NOW
            if is_told and only in ("", stream.name):
                for page in made.fetch(stream.name, window, cursors.get(stream.name)):
                    told = list(made.parse(stream.name, page, window))
                    self.by_stream[stream.name] += told
                    found += told
                cursors[stream.name] = made.next_cursor()
        return found


class Played(Scanned):
    """The week on the double of a network, which faults can be tried on, too."""

    feed: ClassVar[str]
    """The stream of the brand's own posts, which faults are tried on."""
    path: ClassVar[str]
    """Where its pages are asked for: the last part of the path, as the double's `faults` name it."""
    enums: ClassVar[tuple[str, ...]] = ()
    """Names of fields in the feed whose values are words of a list that may grow."""
    nulls: ClassVar[tuple[str, ...]] = ()
    """Names of fields in the feed that were promised and may be null all the same."""
    frame: ClassVar[frozenset[str]] = frozenset()
    """Names of fields that are the page's, or a record's, own: where one is broken nothing can be told of the row."""
    ways: ClassVar[frozenset[str]] = frozenset()
    """As `frame`, in the pages of the other streams: what leads to rows, and which, whose and when they are."""
    secrets: ClassVar[tuple[str, ...]]
    """What no message may say."""
    somewhere: ClassVar[str]
    """A place that the next page may be at."""
    waits_midway: ClassVar[bool] = True
    """Whether a limit that is used up is whole again soon enough to be waited for."""
    has_links: ClassVar[bool] = False
    """Whether the network names the next page by its whole address."""

    @abstractmethod
    def end_access(self) -> None:
        """The credentials are good no longer."""

    @abstractmethod
    def pointing(self, place: str) -> Any:
        """A fault: the true page, but the next one is at `place` (an address where the network names those)."""

    @abstractmethod
    def emptied(self, body: Any) -> Any:
        """The page's body with nothing on it, and still the next one named."""

    def fault(self, **given: Any) -> Any:
        """What the double's next answer is instead; see `Fault` (some doubles have one of their own)."""
        return getattr(sys.modules[type(self.server).__module__], "Fault", Fault)(**given)

    def limited(self, seconds: int) -> Any:
        """A fault: one request too many, and so many seconds until the next may come."""
        return self.fault(status=429, body=b"{}", headers={"retry-after": str(seconds)})


def _nothing(event: Event) -> None:
    """What an act does on a network that has no such thing."""


def stage_of(name: str) -> type[Scanned]:
    """The stage of a network."""
    if name == example.NAME:
        example.load()
    stage: type[Scanned] = import_module(f"play_{name}").Stage
    return stage


STAGES = (*sorted(path.stem.removeprefix("play_") for path in FOLDER.glob("play_*.py")), example.NAME)
"""The networks that have a stage, and the one that docs/add-a-network.md makes up."""

NETWORKS = tuple(name for name in STAGES if not name.startswith("export_"))
"""Those of them that are asked over a network."""
