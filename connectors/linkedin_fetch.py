"""Asking LinkedIn's Community Management API for the raw pages of a stream and window."""

import json
import logging
import threading
import time
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any

from connectors import linkedin_values as values
from connectors import reading, restli
from connectors.errors import Gone
from connectors.http import Answer, HttpClient
from connectors.linkedin_account import Identity
from connectors.memory import Memory
from connectors.reading import LIVE
from connectors.records import Page, Window

log = logging.getLogger(__name__)

REACH = timedelta(days=14)
"""Posts published up to this long before a window are looked at for comments, reactions and counts."""
LATE = timedelta(hours=6)
"""How far past a window's start lists of events are read."""
MOST_CONFIRMED = 30
"""Vanished things a run asks for one by one, to be sure that they are gone: every request counts by the day."""
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
class Collector:
    """One fetch: numbers its pages, gives each its context. `page_size`: at most this many a page (for tests)."""

    client: HttpClient
    identity: Identity
    window: Window
    memory: Memory
    now: Callable[[], datetime]
    page_size: int = PAGE
    number: int = 0
    seen: dict[str, datetime] = field(default_factory=dict)

    @property
    def is_live(self) -> bool:
        """True when the window ends now: what stands now may then be told of its end."""
        return self.now() - self.window.end < LIVE

    @property
    def oldest(self) -> datetime:
        """Where reading a newest-first list of events stops."""
        return max(self.window.start - LATE, self.memory.since)

    @property
    def cutoff(self) -> datetime:
        """How old what is remembered may get."""
        return self.now() - REACH

    def page(self, form: str, answer: Answer, **context: str) -> Page:
        """The next page of this fetch."""
        self.number += 1
        base = {"form": form, "me": self.identity.urn, "since": self.memory.since.isoformat()}
        return Page(self.number, answer.body, self.now(), base | context)

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
        answers: list[Answer] = []
        for answer in self.walk("/rest/posts", asked):
            answers.append(answer)
            times = [at for post in listed(answer) if (at := changed_at(post))]
            if times and max(times) < oldest:
                break
        with _lock:
            _listings[key] = (time.monotonic() + LISTING_LASTS, oldest, answers)
        return answers

    def recent(self) -> Iterator[Json]:
        """The organisation's posts that are within reach of the window."""
        oldest = self.window.start - REACH
        for answer in self.listing(oldest):
            for post in listed(answer):
                at = values.moment(post.get("publishedAt"))
                if at and oldest <= at < self.window.end and values.post_urn(post.get("id")):
                    yield post

    def missed(self, is_due: Callable[[str], bool] = bool) -> list[str]:
        """What earlier windows saw and this one did not, of the last days; only in live windows."""
        if not self.is_live:
            return []
        known = {key: at for key, at in self.memory.seen.items() if key not in self.seen and is_due(key)}
        due = sorted((key for key, at in known.items() if at >= self.cutoff), key=known.__getitem__)
        return due[-MOST_CONFIRMED:]

    def gone(self, key: str, native: str, answer: Answer) -> Page:
        """LinkedIn's word that `native` is gone; `key` is no longer remembered."""
        self.memory.seen.pop(key, None)
        return self.page("gone", answer, subject=native)

    def remember(self, key: str | None, at: datetime | None) -> None:
        """Note something that was seen, to miss it when it is gone."""
        if key is not None and at is not None:
            self.seen[key] = at

    def cursor(self) -> str:
        """What to keep of this fetch."""
        return Memory(self.memory.since, self.memory.seen | self.seen).cursor(self.cutoff)


def listed(answer: Answer) -> list[Json]:
    """The objects of a page's list."""
    return [one for one in reading.items(answer.json_object().get("elements")) if isinstance(one, dict)]


def changed_at(post: Mapping[str, Any]) -> datetime | None:
    """When a post was last changed, or else published."""
    return values.moment(post.get("lastModifiedAt")) or values.moment(post.get("publishedAt"))


def packed(given: Mapping[str, Any], *names: str) -> str:
    """Some fields of a thing, as the parser needs them beside a page that lacks them."""
    return json.dumps({name: given.get(name) for name in names})
