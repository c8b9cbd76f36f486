"""Asking X for the raw pages of a stream and window."""

import json
import logging
import threading
import time
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Any, ClassVar

from connectors import reading
from connectors import x_values as values
from connectors.errors import Gone, Malformed
from connectors.http import Answer
from connectors.looking import Look
from connectors.memory import Memory
from connectors.paging import TokenPages, down_to
from connectors.records import Page
from connectors.x_account import Identity, OtherSpelling
from connectors.x_fields import COUNTED, POSTS, Asked, Spelling

log = logging.getLogger(__name__)

SEARCHED = timedelta(days=7)
"""How far X's recent search reaches back."""
AGAIN = tuple(timedelta(days=d) for d in (2, 4, 7, 14))
"""At these ages a post is asked for again, to see whether it is gone; in its first day by every live run."""
DAY = timedelta(days=1)
IDS_A_CALL = 100
MOST_ROOTS = 10_000
LISTING_LASTS = 300.0
"""Seconds for which a scan's streams share one listing of own posts."""
LISTINGS = 4
SOON = timedelta(seconds=15)
"""X takes no end of a search that is later than ten seconds ago."""

_spellings: dict[str, Spelling] = {}
_roots: dict[tuple[str, str], bool] = {}
_listings: dict[tuple[str, str, str], tuple[float, list[Answer]]] = {}
_lock = threading.Lock()

Json = dict[str, Any]


def listed(answer: Answer) -> list[Json]:
    """The objects of a page."""
    return [one for one in _items(answer.json_object()) if isinstance(one, dict)]


def shown(answer: Answer) -> list[Json]:
    """The posts of those asked for by id that X shows."""
    return [one for one in reading.items(answer.json_object().get("data")) if isinstance(one, dict)]


def _items(body: Json) -> list[Any]:
    found, meta = body.get("data"), body.get("meta")
    if isinstance(found, list):
        return found
    if found is None and isinstance(meta, dict):
        return []
    problem = reading.record((reading.items(body.get("errors")) or [None])[0])
    if str(problem.get("type", "")).endswith("/resource-not-found"):
        raise Gone(f"X no longer shows this ({reading.text(problem.get('detail'))})")
    raise Malformed("X answered without a list")


def _token(body: Json) -> Any:
    return reading.record(body.get("meta")).get("next_token")


def post_time(post: Json) -> datetime | None:
    """When this version of a post was made."""
    native = values.native(post.get("id"))
    return reading.moment(post.get("created_at")) or (values.made_at(native) if native else None)


@dataclass(slots=True)
class Collector(Look):
    """One fetch: numbers its pages, gives each its context. `page_size`: at most this many a page (for tests)."""

    identity: Identity
    spelling: Spelling | None = None
    """As configured; None: as the server does."""
    page_size: int = 100
    late: ClassVar[timedelta] = timedelta(hours=1)
    """An edit, possible for up to an hour, is a new version of a post."""

    def context(self) -> dict[str, str]:
        """Whose look it is."""
        return {"me": self.identity.id, "handle": self.identity.username}

    def ask(
        self, path: str, params: Mapping[str, Any] | None, fields: Mapping[Spelling, Asked] = POSTS
    ) -> Answer:
        """One question, its fields spelled as the server has them; when it knows the other names only, by those."""
        spelling = self._spelling()
        try:
            return self.client.get(path, {**fields[spelling], **(params or {})})
        except OtherSpelling:
            if self.spelling is not None:
                raise
            other: Spelling = "tweet" if spelling == "post" else "post"
            answer = self.client.get(path, {**fields[other], **(params or {})})
            _spellings[self.client.service] = other
            log.info("X's API is spelled as before" if other == "tweet" else "X's API is spelled anew")
            return answer

    def _spelling(self) -> Spelling:
        return self.spelling or _spellings.get(self.client.service) or self.identity.spelling or "post"

    def walk(
        self,
        path: str,
        params: Mapping[str, Any] | None = None,
        most: int = 100,
        fields: Mapping[Spelling, Asked] = POSTS,
    ) -> Iterator[Answer]:
        """Every page of a list, up to `most` items a page."""
        pages = TokenPages(_items, _token, "pagination_token")
        size = {"max_results": min(most, self.page_size)}
        yield from pages.pages(lambda p, q: self.ask(p, q, fields), path, {**size, **(params or {})})

    def feed(self, path: str) -> Iterator[Answer]:
        """The pages of a feed that reach into the window."""
        yield from self.walk(path, self.span(self.oldest))

    def span(self, start: datetime) -> dict[str, str]:
        """The parameters for what was posted from `start` to the window's end, in whole seconds."""
        end = (
            {}
            if self.now() - self.window.end < SOON
            else {"end_time": _moment(self.window.end + timedelta(seconds=1))}
        )
        return {"start_time": _moment(start)} | end

    def until(self, answers: Iterator[Answer]) -> Iterator[Answer]:
        """Pages of a newest-first list, up to the first that ends before anything new."""
        return down_to(answers, lambda answer: map(post_time, listed(answer)), self.oldest)

    def listing(self) -> list[Answer]:
        """The account's own posts and replies, counted, of the window and 14 days before: asked once a scan."""
        start = self.window.start - self.reach
        params = {"exclude": "retweets", **self.span(start)}
        key = (self.client.service, self.identity.id, f"{_moment(start)} {self.window.end.isoformat()}")
        with _lock:
            for old in [k for k, (until, _) in _listings.items() if until < time.monotonic()]:
                del _listings[old]
            found = _listings.get(key)
        if found is not None:
            return found[1]
        fields = POSTS if self.identity.is_app else COUNTED
        answers = list(self.walk(f"/2/users/{self.identity.id}/tweets", params, fields=fields))
        with _lock:
            _listings[key] = (time.monotonic() + LISTING_LASTS, answers)
            for oldest in list(_listings)[:-LISTINGS]:
                del _listings[oldest]
        return answers

    def own_posts(self) -> Iterator[Json]:
        """The posts of `listing`, newest first."""
        for answer in self.listing():
            yield from (post for post in listed(answer) if post.get("author_id") in (None, self.identity.id))

    def roots(self, posts: Iterable[Json]) -> dict[str, str]:
        """Of the conversations that `posts` answer in, those that the account began: as a page's context.

        Most are told by the posts themselves; the roots of the others are asked for, a hundred a call, once.
        """
        me, of, told = self.identity.id, set[str](), dict[str, bool]()
        for post in posts:
            root, above = (
                values.native(post.get("conversation_id")),
                values.references(post).get("replied_to"),
            )
            if root is None or above is None:
                continue
            if root == above:
                told[root] = post.get("in_reply_to_user_id") == me
            of |= {root}
        with _lock:
            told = {root: _roots[me, root] for root in of if (me, root) in _roots} | told
        unknown = of - told.keys()
        for answer in self.several(sorted(unknown)):
            told |= {str(post.get("id")): post.get("author_id") == me for post in shown(answer)}
        with _lock:
            _roots.update({(me, root): told.get(root, False) for root in of})
            for oldest in list(_roots)[: max(len(_roots) - MOST_ROOTS, 0)]:
                del _roots[oldest]
        mine = sorted(root for root in of if told.get(root))
        return {"own": json.dumps(mine)} if mine else {}

    def several(self, ids: list[str]) -> Iterator[Answer]:
        """Posts by id, a hundred a call; the answer says of each that is not shown why."""
        for start in range(0, len(ids), IDS_A_CALL):
            answer = self.ask("/2/tweets", {"ids": ",".join(ids[start : start + IDS_A_CALL])})
            body = answer.json_object()
            if not isinstance(body.get("data"), list) and not isinstance(body.get("errors"), list):
                raise Malformed(f"{answer.what} answered without posts")
            yield answer

    def again(self) -> Iterator[Page]:
        """What earlier windows saw and this one did not, at the ages at which it is asked for again."""
        due = [native for native in self.missed(str.isdigit) if self._is_due(self.memory.seen[native])]
        for answer in self.several(sorted(due)):
            yield self.page("again", answer, **self.roots(shown(answer)))

    def _is_due(self, at: datetime) -> bool:
        before, now = self.window.start - at, self.window.end - at
        return now <= DAY or any(before < age <= now for age in AGAIN)

    def note(self, post: Json) -> None:
        """Remember a post, by its first version."""
        found = values.versions(post)
        if found:
            self.remember(found[0], values.made_at(found[0]))

    def cursor(self) -> str:
        """What to keep of this fetch: of earlier ones the posts, and no counts."""
        earlier = {key: at for key, at in self.memory.seen.items() if key.isdigit()}
        return Memory(self.memory.since, earlier | self.seen).cursor(self.cutoff)


def _moment(at: datetime) -> str:
    return at.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%SZ")
