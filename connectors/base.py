"""A connector = declared streams + `fetch` (reads the outside) + `parse` (pure).

A connector is made for one account. `fetch` yields raw pages, newest or oldest first as the platform
gives them, and is all that touches the network; every page lands before anything reads it. `parse` turns
one landed page into records and can be replayed at any time, by a mended parser too.
"""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import Literal, Protocol, runtime_checkable

from pydantic import SecretStr

from connectors.records import Page, Record, Window

Feed = Literal["messages", "reactions", "replies", "counts"]
"""What metrics are made of: what people say; their reactions, shares, votes and follows; what the brand says and likes;
and cumulative counts."""
FEEDS: tuple[Feed, ...] = ("messages", "reactions", "replies", "counts")


@dataclass(frozen=True, slots=True)
class Stream:
    """One kind of thing an account can be asked for.

    mode `events`: things that happened in a window, collected window by window, also backwards.
    mode `state`: what stands now (counts, followers); asked for only by runs whose window ends now.
    `feeds`: what metrics miss where a window of an `events` stream was not collected. None: whatever there is. Of a
    `state` stream nothing is missed: what it did not see it sees the next time, and metrics of counts say so.
    """

    name: str
    mode: Literal["events", "state"] = "events"
    description: str = ""
    feeds: tuple[Feed, ...] | None = None

    @property
    def fed(self) -> tuple[Feed, ...]:
        """What metrics miss where a window was not collected."""
        if self.mode == "state":
            return ()
        return FEEDS if self.feeds is None else self.feeds


@dataclass(frozen=True, slots=True)
class Check:
    """One line of `rapport doctor`: what was tried, whether it went well, and what to do if not."""

    name: str
    is_ok: bool
    detail: str
    advice: str = ""
    is_warning: bool = False
    """It works, and someone should look at it all the same: the advice says why."""


@dataclass(frozen=True, slots=True)
class Question:
    """One thing that `rapport connect` asks for: `key` is the account's field in rapport.toml that it fills.

    A secret is asked for without showing it, and `key` then holds the name it is kept under, which ends in
    `suffix`. `default` may name fields asked before, such as ``https://{handle_host}``.
    """

    key: str
    words: str
    default: str = ""
    suffix: str = ""
    is_optional: bool = False
    """Whether an empty answer leaves the field out."""

    @property
    def is_secret(self) -> bool:
        """Whether the answer is a secret."""
        return bool(self.suffix)

    def suggestion(self, answers: Mapping[str, str]) -> str:
        """The default, filled with what was answered before; empty when that lacks a part of it."""
        _, _, host = answers.get("handle", "").removeprefix("@").partition("@")
        known = {**answers, "handle_host": host}
        return self.default.format(**known) if all(known.values()) else ""


@dataclass(frozen=True, slots=True)
class Guide:
    """How a person gets an account connected: what is asked, and what to do elsewhere to have the secrets."""

    label: str
    questions: tuple[Question, ...]
    steps: tuple[str, ...]
    """Said before the secrets are asked for; may name answers, such as ``{service}``."""


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

    def close(self) -> None:
        """Give back what is held open, such as connections. It is made for one window and not used after that."""


@runtime_checkable
class Replacing(Protocol):
    """A connector whose secrets are used up by trying them."""

    def replaced(self) -> dict[str, SecretStr]:
        """Names of secrets that were used up -> what stands in their place, to be kept under those names."""
