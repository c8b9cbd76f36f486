"""Asking a Mastodon server for the raw pages of a stream and window."""

import json
import logging
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from connectors import mastodon_values as values
from connectors import reading
from connectors.http import Answer
from connectors.looking import Look
from connectors.mastodon_account import Identity
from connectors.mastodon_threads import Status, Thread, author
from connectors.paging import LinkPages, down_to
from connectors.records import Page
from connectors.seeking import Seek

log = logging.getLogger(__name__)

IDS_A_CALL = 20
MOST_CONFIRMED = 100
"""Vanished statuses a run asks for one by one, to be sure that they are deleted."""
MOST_EDITS = 200
"""Edited statuses whose earlier versions a run asks for."""
EDIT = "#"
"""Stands in the memory between a status and the time of an edit whose history was read."""
STATUSES = 40
NOTIFICATIONS = 80

TimeOf = Callable[[Any], datetime | None]


@dataclass(slots=True)
class Collector(Look):
    """One fetch: numbers its pages, gives each its context. `page_size`: at most this many a page (for tests)."""

    identity: Identity
    page_size: int = NOTIFICATIONS
    roots: dict[str, str] = field(default_factory=dict)
    own: set[str] = field(default_factory=set)
    edits: int = 0

    @property
    def me(self) -> str:
        """The account's local id."""
        return self.identity.local

    def context(self) -> dict[str, str]:
        """Whose look it is, and where."""
        web = "yes" if self.identity.has_web else "no"
        return {"service": self.client.service, "me": self.me, "web": web}

    def known(self, statuses: Iterable[Status]) -> dict[str, str]:
        """What is known of the threads of `statuses`: goes with the page that they are on."""
        ids = {local for s in statuses if (local := values.local_id(s.get("id")))}
        roots = {local: self.roots[local] for local in sorted(ids & self.roots.keys())}
        own = sorted(self.own & {*roots.values(), *(q for s in statuses if (q := values.quoted(s)))})
        return {name: json.dumps(told) for name, told in (("roots", roots), ("own", own)) if told}

    def walk(self, path: str, limit: int = STATUSES, items: str = "", **params: Any) -> Iterator[Answer]:
        """Every page of a list, by its Link header."""
        pages = LinkPages(items=items)
        yield from pages.pages(self.client.get, path, {"limit": min(limit, self.page_size), **params})

    def until(
        self, answers: Iterator[Answer], time_of: TimeOf, oldest: datetime, items: str = ""
    ) -> Iterator[Answer]:
        """Pages of a newest-first feed, up to the first whose last item is older than `oldest`."""
        return down_to(answers, lambda answer: map(time_of, listed(answer, items)), oldest)

    def feed(self, path: str, time_of: TimeOf, limit: int = STATUSES, **params: Any) -> Iterator[Answer]:
        """Pages of a newest-first feed that reach into the window; for a window of long ago, begun near its end."""
        below = None if self.is_live else self.begin(path, time_of, params)
        start = {} if below is None else {"max_id": str(below)}
        yield from self.until(self.walk(path, limit, **params, **start), time_of, self.oldest)

    def begin(self, path: str, time_of: TimeOf, params: dict[str, Any]) -> int | None:
        """Where to begin reading for a window of long ago; None: at the newest (also where ids are no numbers)."""

        def probe(below: int | None) -> tuple[int, datetime] | None:
            start = {} if below is None else {"max_id": str(below)}
            found = listed(self.client.get(path, {**params, "limit": 1, **start}))
            local = values.local_id(reading.record(found[0]).get("id")) if found else None
            at = time_of(found[0]) if found else None
            return (int(local), at) if local and local.isdigit() and at else None

        newest = probe(None)
        if newest is None or newest[1] < self.window.end + self.late:
            return None
        # What another server delivered late stands among the ids of when it came.
        return Seek().below(probe, newest, self.window.end + self.late)

    def own_posts(self) -> Iterator[Status]:
        """The brand's posts and replies published within reach of the window and before its end."""
        oldest = self.window.start - self.reach
        path = f"/api/v1/accounts/{self.me}/statuses"
        answers = self.walk(path, exclude_reblogs="true")
        for answer in self.until(answers, status_time, oldest):
            for status in listed(answer):
                at = status_time(status)
                if at and oldest <= at < self.window.end and author(status) == self.me:
                    yield status

    def thread(self, status: Status) -> Iterator[Page]:
        """The thread around `status` as one page, with the histories of what was edited in it."""
        subject = values.local_id(status.get("id"))
        answer = self.client.get(f"/api/v1/statuses/{subject}/context", accept=(404,))
        if answer.status == 404:
            yield from self.confirm([subject or ""])
            return
        thread = Thread.of(status, answer.json_object())
        self.learn(thread)
        yield self.page("thread", answer, status=packed(status))
        yield from self.histories(thread.told(self.me, lambda one: self.me in values.mentioned(one)))
        for local, one in thread.statuses.items():
            if author(one) != self.me:
                self.remember(local, status_time(one))

    def learn(self, thread: Thread) -> None:
        """Keep what a thread says of its statuses' roots."""
        self.roots.update(thread.roots)
        self.own |= thread.own(self.me)

    def resolve(self, statuses: Iterable[Status]) -> Iterator[Page]:
        """Find the threads of replies to the brand: by their parents, twenty a call, else by their contexts."""
        replies = [s for s in statuses if values.local_id(s.get("in_reply_to_id")) and self._is_to_us(s)]
        unknown = [s for s in replies if values.local_id(s.get("id")) not in self.roots]
        parents = {str(values.local_id(s["in_reply_to_id"])) for s in unknown} - self.roots.keys()
        for answer in self.several(sorted(parents)):
            yield self.page("own", answer)
            for parent in listed(answer):
                local = values.local_id(parent.get("id"))
                if local and values.local_id(parent.get("in_reply_to_id")) is None:
                    self.roots[local] = local
                    self.own |= {local} if author(parent) == self.me else set()
        for status in unknown:
            local, parent_id = (values.local_id(status.get(key)) for key in ("id", "in_reply_to_id"))
            if local and parent_id in self.roots:
                self.roots[local] = self.roots[parent_id]
            elif local and local not in self.roots:
                yield from self.thread(status)

    def _is_to_us(self, status: Status) -> bool:
        is_to_us = values.local_id(status.get("in_reply_to_account_id")) == self.me
        return is_to_us or self.me in values.mentioned(status)

    def several(self, ids: list[str]) -> Iterator[Answer]:
        """Statuses by id, those the server still shows; nothing from a server without that question (before 4.3)."""
        for start in range(0, len(ids), IDS_A_CALL):
            params = {"id[]": ids[start : start + IDS_A_CALL]}
            answer = self.client.get("/api/v1/statuses", params, (400, 404, 405, 422, 501))
            if answer.status >= 300:
                return
            yield answer

    def histories(self, statuses: Iterable[Status]) -> Iterator[Page]:
        """The versions of each status that was edited, once an edit, so that the first text is known too."""
        for status in statuses:
            local, edited = values.local_id(status.get("id")), reading.moment(status.get("edited_at"))
            if local is None or edited is None:
                continue
            key = f"{local}{EDIT}{edited.isoformat()}"
            if key in self.memory.seen or key in self.seen or self.edits >= MOST_EDITS:
                continue
            self.edits += 1
            self.seen[key] = self.now()
            answer = self.client.get(f"/api/v1/statuses/{local}/history", accept=(404,))
            if answer.status < 300:
                yield self.page("history", answer, **self.known([status]), status=packed(status))

    def again(self) -> Iterator[Page]:
        """What earlier windows saw and this one did not: as it is now, or deleted."""
        unseen = self.missed(lambda key: EDIT not in key)
        given: set[str] = set()
        for answer in self.several(unseen):
            statuses = listed(answer)
            given |= {local for s in statuses if (local := values.local_id(s.get("id")))}
            yield from self.resolve(statuses)  # or a comment would be told as a reply the second time
            yield self.page("again", answer, **self.known(statuses))
            yield from self.histories(statuses)
        yield from self.confirm([local for local in unseen if local not in given])

    def confirm(self, missing: list[str]) -> Iterator[Page]:
        """Each of `missing` by itself: as it is, or the server's word that it is gone."""
        if len(missing) > MOST_CONFIRMED:
            log.warning("%d statuses are missing, %d are asked for now", len(missing), MOST_CONFIRMED)
        for local in missing[:MOST_CONFIRMED]:
            answer = self.client.get(f"/api/v1/statuses/{local}", accept=(404, 410))
            if answer.status < 300:
                status = answer.json_object()
                yield from self.resolve([status])
                yield self.page("again_one", answer, **self.known([status]))
                yield from self.histories([status])
            else:
                answer.json_object()  # a proxy's own 404, in HTML, is no word on the status
                self.forget(local)
                yield self.page("gone", answer, subject=local)


def listed(answer: Answer, items: str = "") -> list[dict[str, Any]]:
    """The objects of a page's list."""
    body = answer.json()
    found = reading.items(reading.record(body).get(items) if items else body)
    return [one for one in found if isinstance(one, dict)]


def status_time(status: Any) -> datetime | None:
    """When a status (or a notification) is of."""
    return reading.moment(reading.record(status).get("created_at"))


def packed(status: Status) -> str:
    """A status as the parser needs it beside a page that lacks it."""
    return json.dumps({key: value for key, value in status.items() if key not in ("application", "emojis")})
