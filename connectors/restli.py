"""Rest.li 2.0: how its addresses are written, and how its lists are paged. Knows no platform.

Parentheses, commas and colons give a query its structure and stay as they are; inside a value they are escaped. So
a query is put together here, and not by the HTTP client, which would escape both alike.
"Protocol 2.0" of the framework's documentation (linkedin.github.io/rest.li).
"""

import re
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any
from urllib.parse import parse_qs, quote, urljoin, urlsplit

from connectors import reading
from connectors.errors import Malformed
from connectors.http import Answer
from connectors.paging import Progress

_NEXT = "next"
_START = re.compile(r"[0-9]{1,12}")


@dataclass(frozen=True, slots=True)
class Written:
    """A value that is written already: a list or a record, its structure unescaped."""

    text: str


Value = str | int | Written
Params = Mapping[str, Value]


def escaped(value: str) -> str:
    """`value` as one part of a path or a query: nothing in it has a meaning any more."""
    return quote(value, safe="")


def listing(values: Iterable[str]) -> Written:
    """List(a,b)."""
    return Written(f"List({','.join(map(escaped, values))})")


def record(**fields: Value) -> Written:
    """(a:1,b:2)."""
    return Written(f"({','.join(f'{name}:{written(value)}' for name, value in fields.items())})")


def written(value: Value) -> str:
    """A value as it stands in an address."""
    return value.text if isinstance(value, Written) else escaped(str(value))


def address(path: str, params: Params) -> str:
    """`path`, whose parts are escaped already, with its query."""
    return f"{path}?{'&'.join(f'{name}={written(value)}' for name, value in params.items())}"


@dataclass(frozen=True, slots=True)
class RestliPages:
    """Pages by `start` and `count`: there are more where `paging.links` names a next one, or `paging.total` says so.

    Of a next address only the host, which must be `service`'s, and the place are used: the framework writes it with
    other escapes than it reads. Where it has neither, a full page has another behind it. A page may hold fewer items
    than asked for, or none, and yet name a next one.
    """

    service: str
    count: int
    max_pages: int = 1000
    max_empty: int = 20

    def pages(self, ask: Callable[[str], Answer], path: str, params: Params) -> Iterator[Answer]:
        """Every page of `path`; `ask` is given its address."""
        progress, start = Progress(path, self.max_pages, self.max_empty), 0
        while True:
            progress.token(str(start))
            answer = ask(address(path, {**params, "start": start, "count": self.count}))
            body = answer.json_object()
            elements = body.get("elements")
            if not isinstance(elements, list):
                raise Malformed(f"{answer.what} answered without a list")
            yield answer
            following = self._next(answer, reading.record(body.get("paging")), start, len(elements))
            if following is None:
                return
            progress.page(len(elements))
            start = following

    def _next(self, answer: Answer, paging: Mapping[str, Any], start: int, size: int) -> int | None:
        links = [reading.record(link) for link in reading.items(paging.get("links"))]
        named = next((link.get("href") for link in links if link.get("rel") == _NEXT), None)
        if named is not None:
            return self._place(answer, reading.text(named) or "")
        total = reading.count(paging.get("total"))
        if total is not None:
            return start + size if size > 0 and start + size < total else None
        has_more = "links" not in paging and size >= self.count
        return start + size if has_more else None

    def _place(self, answer: Answer, href: str) -> int:
        """Where a next address begins."""
        try:
            target = urlsplit(urljoin(f"{self.service}/", href))
        except ValueError:
            raise Malformed(f"{answer.what} names a next page at what is no address") from None
        own = urlsplit(self.service)
        if (target.scheme, target.netloc) != (own.scheme, own.netloc):
            raise Malformed(f"{answer.what} names a next page on another host, {target.hostname!r}")
        start = parse_qs(target.query).get("start", [""])[0]
        if not _START.fullmatch(start):
            raise Malformed(f"{answer.what} names a next page without a place")
        return int(start)
