"""A connector = declared streams + `fetch` (reads the outside) + `parse` (pure).

A connector is made for one account. `fetch` yields raw pages, newest or oldest first as the platform
gives them, and is all that touches the network; every page lands before anything reads it. `parse` turns
one landed page into records and can be replayed at any time, by a mended parser too.
"""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Literal, Protocol

from connectors.records import Page, Record, Window


@dataclass(frozen=True, slots=True)
class Stream:
    """One kind of thing an account can be asked for.

    mode `events`: things that happened in a window, collected window by window, also backwards.
    mode `state`: what stands now (counts, followers); asked for only by runs whose window ends now.
    """

    name: str
    mode: Literal["events", "state"] = "events"
    description: str = ""


@dataclass(frozen=True, slots=True)
class Check:
    """One line of `rapport doctor`: what was tried, whether it went well, and what to do if not."""

    name: str
    is_ok: bool
    detail: str
    advice: str = ""
    is_warning: bool = False
    """It works, and someone should look at it all the same: the advice says why."""


class Connector(Protocol):
    """What the chain needs of a platform."""

    platform: str
    streams: tuple[Stream, ...]

    def fetch(self, stream: str, window: Window, cursor: str | None) -> Iterator[Page]:
        """Raw pages of `stream` for the half-open `window`.

        `cursor` is what `next_cursor` returned for the last merged window, or None.
        Raises RetryLater, Denied, Gone or Malformed.
        """

    def next_cursor(self) -> str | None:
        """After `fetch` is exhausted: the cursor to keep when the window is merged (None: none needed)."""

    def parse(self, stream: str, page: Page, window: Window) -> Iterable[Record]:
        """The records of one landed page that belong to `window`. Pure: no I/O, no clock, never raises
        for bad content (a BadRow says what could not be read)."""

    def check(self) -> list[Check]:
        """Tries the credentials and permissions, for `rapport doctor`."""
