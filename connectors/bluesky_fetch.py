"""Asking Bluesky for the raw pages of a stream and window, always through the account's own server."""

import logging
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from connectors import bluesky_values as values
from connectors import reading
from connectors.bluesky_session import error_name
from connectors.errors import Malformed
from connectors.http import Answer
from connectors.looking import Look
from connectors.paging import CursorPages, down_to
from connectors.records import Page

log = logging.getLogger(__name__)

THREAD_DEPTH = 100
PARENTS = 10
CUT_THREADS = 50
"""Branches of one thread, cut off by the network's own depth limit, that are asked for by themselves."""
URIS_A_CALL = 25
MOST_CONFIRMED = 100
"""Vanished posts a run asks for one by one, to tell deleted from blocked."""


@dataclass(frozen=True, slots=True)
class OwnPost:
    """A post or reply of the brand, with the network's counts (1 when it gave none: what is unknown is asked for)."""

    uri: str
    at: datetime
    root: str | None
    replies: int
    likes: int
    reposts: int
    quotes: int


@dataclass(slots=True)
class Collector(Look):
    """One fetch: numbers its pages, gives each its context. `page_size`: at most 100, the API's limit."""

    did: str
    handle: str
    page_size: int = 100
    thread_depth: int = THREAD_DEPTH

    def context(self) -> dict[str, str]:
        """Whose look it is."""
        return {"did": self.did, "handle": self.handle}

    def ask(self, method: str, accept: tuple[int, ...] = (), **params: Any) -> Answer:
        """One XRPC query."""
        return self.client.get(f"/xrpc/{method}", params, accept)

    def walk(self, method: str, items: str, **params: Any) -> Iterator[Answer]:
        """Every page of an XRPC list."""
        pages = CursorPages(items)
        yield from pages.pages(self.client.get, f"/xrpc/{method}", {"limit": self.page_size, **params})

    def until(
        self,
        answers: Iterator[Answer],
        items: str,
        time_of: Callable[[Any], datetime | None],
        oldest: datetime,
    ) -> Iterator[Answer]:
        """Pages of a newest-first feed, up to the first whose last item is older than `oldest`."""
        return down_to(answers, lambda a: map(time_of, reading.items(a.json_object().get(items))), oldest)

    def feed(self, actor: str, oldest: datetime, mode: str = "posts_with_replies") -> Iterator[Answer]:
        """Pages of a person's feed, newest first, back to `oldest`."""
        answers = self.walk("app.bsky.feed.getAuthorFeed", "feed", actor=actor, filter=mode)
        return self.until(answers, "feed", feed_time, oldest)

    def own_posts(self) -> Iterator[OwnPost]:
        """The brand's posts and replies published within reach of the window and before its end."""
        oldest = self.window.start - self.reach
        for answer in self.feed(self.did, oldest):
            for item in reading.items(answer.json_object().get("feed")):
                own = _own_post(item, self.did)
                if own and oldest <= own.at < self.window.end:
                    yield own

    def thread(self, uri: str) -> Iterator[tuple[Page, dict[str, Any]]]:
        """The thread below `uri`, and the branches that the network cut off, each as a page with its body."""
        waiting, asked = [uri], 0
        while waiting and asked <= CUT_THREADS:
            anchor, asked = waiting.pop(), asked + 1
            answer = self.node(anchor, depth=self.thread_depth, parentHeight=PARENTS)
            body = answer.json_object()
            yield self.page("thread", answer, subject=anchor), body
            waiting.extend(cut_branches(body, anchor))
        if waiting:
            log.warning("%d deep branches of the thread %s were not read", len(waiting), uri)

    def node(self, uri: str, **params: int) -> Answer:
        """A post with what stands around it; the network's NotFound, too, is an answer."""
        answer = self.ask("app.bsky.feed.getPostThread", (400,), uri=uri, **params)
        if answer.status == 400 and error_name(answer) != "NotFound":
            raise Malformed(f"{answer.what} was refused ({error_name(answer) or answer.status})")
        return answer

    def again(self) -> Iterator[Page]:
        """What earlier windows saw and this one did not: as it is now, deleted, or blocked."""
        unseen = self.missed()
        missing: list[str] = []
        for start in range(0, len(unseen), URIS_A_CALL):
            asked = unseen[start : start + URIS_A_CALL]
            answer = self.ask("app.bsky.feed.getPosts", uris=asked)
            given = {reading.record(p).get("uri") for p in reading.items(answer.json_object().get("posts"))}
            missing.extend(uri for uri in asked if uri not in given)
            yield self.page("again", answer)
        for uri in missing[:MOST_CONFIRMED]:
            answer = self.node(uri, depth=0, parentHeight=0)
            yield self.page("thread", answer, subject=uri, known="yes")
            if error_name(answer) == "NotFound":
                self.forget(uri)


def post_time(view: Any) -> datetime | None:
    """When a post view (or a notification with its record) happened."""
    post = reading.record(reading.record(view).get("record"))
    return values.event_time(post.get("createdAt"), reading.record(view).get("indexedAt"))


def feed_time(item: Any) -> datetime | None:
    """The time that orders an item in its feed: of the repost if it is one; None for a pinned post."""
    reason = reading.record(reading.record(item).get("reason"))
    if reason:
        return reading.moment(reason.get("indexedAt"))
    return post_time(reading.record(item).get("post"))


def _own_post(item: Any, did: str) -> OwnPost | None:
    entry = reading.record(item)
    view = reading.record(entry.get("post"))
    uri, at = values.parse_uri(view.get("uri")), post_time(view)
    if uri is None or uri.did != did or at is None or entry.get("reason"):
        return None
    names = ("replyCount", "likeCount", "repostCount", "quoteCount")
    counts = [1 if (given := reading.count(view.get(name))) is None else given for name in names]
    return OwnPost(view["uri"], at, values.reply_uri(reading.record(view.get("record")), "root"), *counts)


def cut_branches(body: dict[str, Any], anchor: str) -> list[str]:
    """The posts of a thread that have replies of which none is shown (but for the anchor itself)."""
    found, stack = [], [reading.record(body.get("thread"))]
    while stack:
        node = stack.pop()
        view, replies = reading.record(node.get("post")), reading.items(node.get("replies"))
        stack.extend(reading.record(reply) for reply in replies)
        if reading.count(view.get("replyCount")) and not replies and values.parse_uri(view.get("uri")):
            found.append(view["uri"])
    return [uri for uri in found if uri != anchor]
