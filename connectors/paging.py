"""Paginators as objects: cursor, Link header, offset. A repeated token is an error, not a loop.

Each asks for page after page through the `ask` it is given and hands on every answer, the caller stopping
whenever it has enough. More pages than `max_pages`, or more empty ones in a row than `max_empty`, is
Malformed: what is left unread is never left silently.
"""

import re
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any, Protocol

from connectors.errors import Malformed
from connectors.http import Answer

Params = Mapping[str, Any]

_LINK = re.compile(r"<([^<>]*)>\s*((?:;\s*[\w*-]+\s*=\s*(?:\"[^\"]*\"|[^\s;,\"]+)\s*)*)")
_REL = re.compile(r";\s*rel\s*=\s*(?:\"([^\"]*)\"|([^\s;,\"]+))", re.IGNORECASE)


class Ask(Protocol):
    """Asks for one page: the path (or a whole URL), with its parameters."""

    def __call__(self, path: str, params: Params | None, /) -> Answer: ...


@dataclass(slots=True)
class Progress:
    """What every paginator watches: tokens already used, pages and empty pages so far."""

    what: str
    max_pages: int
    max_empty: int
    pages: int = 0
    empty: int = 0
    tokens: set[str] = field(default_factory=set)

    def page(self, count: int) -> None:
        self.empty = 0 if count else self.empty + 1
        if self.empty > self.max_empty:
            raise Malformed(f"{self.what} gave {self.empty} empty pages in a row")

    def token(self, token: str) -> None:
        self.pages += 1
        if token in self.tokens:
            raise Malformed(f"{self.what} gave the same page token twice")
        if self.pages > self.max_pages:
            raise Malformed(f"{self.what} has more than {self.max_pages} pages")
        self.tokens.add(token)


@dataclass(frozen=True, slots=True)
class CursorPages:
    """Pages whose body names the cursor of the next one (field `cursor`, sent as parameter `cursor`).

    An empty page that still names a cursor is gone past: some services filter after they page.
    """

    items: str
    cursor: str = "cursor"
    max_pages: int = 1000
    max_empty: int = 20

    def pages(self, ask: Ask, path: str, params: Params, start: str | None = None) -> Iterator[Answer]:
        """Every page of `path`, from the cursor `start` on (None: from the first)."""
        progress, token = Progress(path, self.max_pages, self.max_empty), start
        progress.token(token or "")
        while True:
            answer = ask(path, {**params, self.cursor: token} if token else params)
            body = answer.json_object()
            items = body.get(self.items)
            if not isinstance(items, list):
                raise Malformed(f"{path} answered without a list of {self.items}")
            yield answer
            token = body.get(self.cursor)
            if not token:
                return
            if not isinstance(token, str):
                raise Malformed(f"{path} gave a cursor that is not text")
            progress.page(len(items))
            progress.token(token)


@dataclass(frozen=True, slots=True)
class TokenPages:
    """Pages whose body holds the token of the next one, wherever it stands; it is sent as `parameter`.

    `items_of` and `token_of` read a body, and may raise Malformed for one that is no page.
    """

    items_of: Callable[[dict[str, Any]], list[Any]]
    token_of: Callable[[dict[str, Any]], Any]
    parameter: str
    max_pages: int = 1000
    max_empty: int = 20

    def pages(self, ask: Ask, path: str, params: Params) -> Iterator[Answer]:
        """Every page of `path`."""
        progress, token = Progress(path, self.max_pages, self.max_empty), ""
        while True:
            progress.token(token)
            answer = ask(path, {**params, self.parameter: token} if token else params)
            body = answer.json_object()
            items, following = self.items_of(body), self.token_of(body)
            yield answer
            if not following:
                return
            if not isinstance(following, str):
                raise Malformed(f"{path} gave a page token that is not text")
            progress.page(len(items))
            token = following


@dataclass(frozen=True, slots=True)
class LinkPages:
    """Pages whose Link header names the next one (RFC 8288, rel="next").

    Bodies are JSON lists; with `items`, JSON objects that hold the list under that name.
    """

    items: str = ""
    max_pages: int = 1000
    max_empty: int = 20

    def pages(self, ask: Ask, path: str, params: Params) -> Iterator[Answer]:
        """Every page of `path`; the next page's URL must be of the same host (the client sees to that)."""
        progress, url = Progress(path, self.max_pages, self.max_empty), path
        query: Params | None = params
        progress.token(url)
        while True:
            answer = ask(url, query)
            items = answer.json_object().get(self.items) if self.items else answer.json()
            if not isinstance(items, list):
                raise Malformed(f"{path} answered without a list")
            yield answer
            following = next_link(answer.headers.get("link", ""))
            if following is None:
                return
            progress.page(len(items))
            progress.token(following)
            url, query = following, None


@dataclass(frozen=True, slots=True)
class OffsetPages:
    """Pages by offset and size; the first page shorter than `size` is the last.

    `token_of` names a page's content (the id of its first item): a service that ignores the offset would
    otherwise give its first page for ever.
    """

    size: int
    items_of: Callable[[Any], list[Any]]
    token_of: Callable[[Any], str]
    offset: str = "offset"
    limit: str = "limit"
    max_pages: int = 1000

    def pages(self, ask: Ask, path: str, params: Params) -> Iterator[Answer]:
        """Every page of `path`."""
        progress, start = Progress(path, self.max_pages, 0), 0
        while True:
            answer = ask(path, {**params, self.offset: start, self.limit: self.size})
            items = self.items_of(answer.json())
            if items:
                progress.token(self.token_of(items[0]))
            yield answer
            if len(items) < self.size:
                return
            start += len(items)


def down_to(
    answers: Iterable[Answer],
    times_of: Callable[[Answer], Iterable[datetime | None]],
    oldest: datetime,
    *,
    is_sorted: bool = True,
) -> Iterator[Answer]:
    """Pages of a newest-first list, up to the first whose last item is older than `oldest`.

    `times_of` gives the times of a page's items in their order, None where one has none. Where the list is only nearly
    in order (not `is_sorted`), up to the first page whose items are all older.
    """
    for answer in answers:
        yield answer
        times = [at for at in times_of(answer) if at is not None]
        if times and (times[-1] if is_sorted else max(times)) < oldest:
            return


def next_link(header: str) -> str | None:
    """The target of rel="next" in a Link header, or None."""
    for target, parameters in _LINK.findall(header):
        rel = _REL.search(parameters)
        if rel and "next" in (rel.group(1) or rel.group(2)).lower().split():
            return str(target)
    return None
