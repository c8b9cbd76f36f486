"""Asking LinkedIn's Community Management API for the raw pages of a stream and window."""

import json
import logging
import threading
import time
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any, ClassVar

from connectors import linkedin_values as values
from connectors import reading, restli
from connectors.errors import Gone
from connectors.http import Answer
from connectors.linkedin_account import Identity
from connectors.looking import Look
from connectors.paging import down_to

log = logging.getLogger(__name__)

PAGE = 100
LISTING_LASTS = 300.0
PAST_LASTS = 3600.0
"""Seconds for which what stands below posts is not asked for again by past windows: those of a backfill share it."""
MOST_PAST = 300

Json = dict[str, Any]
_listings: dict[tuple[str, str, str], tuple[float, datetime, list[Answer]]] = {}
_past: dict[tuple[str, str, str], tuple[float, list[Answer]]] = {}
_lock = threading.Lock()


@dataclass(slots=True)
class Collector(Look):
    """One fetch: numbers its pages, gives each its context. `page_size`: at most this many a page (for tests)."""

    identity: Identity
    page_size: int = PAGE
    most_missed: ClassVar[int | None] = 30
    """Vanished things a run asks for one by one, to be sure that they are gone: every request counts by the day."""

    def context(self) -> dict[str, str]:
        """Whose look it is."""
        return {"me": self.identity.urn}

    def ask(self, path: str, params: restli.Params | None = None, accept: tuple[int, ...] = ()) -> Answer:
        """One question, whose path is escaped already."""
        return self.client.get(restli.address(path, params) if params else path, accept=accept)

    def walk(self, path: str, params: restli.Params | None = None) -> Iterator[Answer]:
        """Every page of a list."""
        pages = restli.RestliPages(self.client.service, self.page_size)
        yield from pages.pages(self.client.get, path, params or {})

    def below(self, path: str, params: restli.Params | None = None) -> Iterator[Answer]:
        """Every page of a list below a post or comment; none when that went away meanwhile.

        Windows of the past that lie close together look at the same posts: for them it is asked once in a while.
        """
        if self.is_live:
            yield from self._below(path, params)
            return
        key = (self.client.service, self.identity.urn, restli.address(path, params or {}))
        with _lock:
            until, answers = _past.get(key, (0.0, []))
        if until < time.monotonic():
            answers = list(self._below(path, params))
            with _lock:
                _past[key] = (time.monotonic() + PAST_LASTS, answers)
                while len(_past) > MOST_PAST:
                    del _past[next(iter(_past))]
        yield from answers

    def _below(self, path: str, params: restli.Params | None) -> Iterator[Answer]:
        try:
            yield from self.walk(path, params)
        except Gone as error:
            log.info("nothing below it any more: %s", error)

    def listing(self, oldest: datetime) -> list[Answer]:
        """The organisation's posts that were published or changed since `oldest`, asked for once a scan."""
        when = self.window.end.isoformat() if self.is_live else "before"
        key = (self.client.service, self.identity.urn, when)
        with _lock:
            for old in [k for k, (until, _, _) in _listings.items() if until < time.monotonic()]:
                del _listings[old]
            known = _listings.get(key)
        if known is not None and known[1] <= oldest:
            return known[2]
        asked = {"q": "author", "author": self.identity.urn, "sortBy": "LAST_MODIFIED"}
        pages = self.walk("/rest/posts", asked)
        answers = list(
            down_to(pages, lambda answer: map(changed_at, listed(answer)), oldest, is_sorted=False)
        )
        with _lock:
            _listings[key] = (time.monotonic() + LISTING_LASTS, oldest, answers)
        return answers

    def recent(self) -> Iterator[Json]:
        """The organisation's posts that are within reach of the window."""
        oldest = self.window.start - self.reach
        for answer in self.listing(oldest):
            for post in listed(answer):
                at = values.moment(post.get("publishedAt"))
                if at and oldest <= at < self.window.end and values.post_urn(post.get("id")):
                    yield post


def listed(answer: Answer) -> list[Json]:
    """The objects of a page's list."""
    return [one for one in reading.items(answer.json_object().get("elements")) if isinstance(one, dict)]


def changed_at(post: Mapping[str, Any]) -> datetime | None:
    """When a post was last changed, or else published."""
    return values.moment(post.get("lastModifiedAt")) or values.moment(post.get("publishedAt"))


def packed(given: Mapping[str, Any], *names: str) -> str:
    """Some fields of a thing, as the parser needs them beside a page that lacks them."""
    return json.dumps({name: given.get(name) for name in names})
