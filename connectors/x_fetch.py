"""Asking X for the raw pages of a stream and window."""

import json
import logging
import threading
import time
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from typing import Any

from connectors import reading
from connectors import x_values as values
from connectors.errors import Gone, Malformed
from connectors.http import Answer, HttpClient
from connectors.memory import Memory
from connectors.paging import TokenPages
from connectors.reading import LIVE
from connectors.records import Page, Window
from connectors.x_account import Identity, OtherSpelling
from connectors.x_fields import COUNTED, POSTS, Asked, Spelling

log = logging.getLogger(__name__)

REACH = timedelta(days=14)
"""Own posts published up to this long before a window are looked at for quotes, reposts, likes and counts."""
SEARCHED = timedelta(days=7)
"""How far X's recent search reaches back."""
LATE = timedelta(hours=1)
"""Feeds are read this far past a window's start: an edit, possible for up to an hour, is a new version of a post."""
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
class Collector:
    """One fetch: numbers its pages, gives each its context. `page_size`: at most this many a page (for tests)."""

    client: HttpClient
    identity: Identity
    window: Window
    memory: Memory
    now: Callable[[], datetime]
    spelling: Spelling | None = None
    """As configured; None: as the server does."""
    page_size: int = 100
    number: int = 0
    seen: dict[str, datetime] = field(default_factory=dict)

    @property
    def is_live(self) -> bool:
        """True when the window ends now: what stands now may then be told of its end."""
        return self.now() - self.window.end < LIVE

    @property
    def oldest(self) -> datetime:
        """Where reading a newest-first feed of events stops."""
        return max(self.window.start - LATE, self.memory.since)

    def page(self, form: str, answer: Answer, **context: str) -> Page:
        """The next page of this fetch."""
        self.number += 1
        me = self.identity
        base = {"form": form, "me": me.id, "handle": me.username, "since": self.memory.since.isoformat()}
        return Page(self.number, answer.body, self.now(), base | context)

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
        for answer in answers:
            yield answer
            times = [at for post in listed(answer) if (at := post_time(post))]
            if times and times[-1] < self.oldest:
                return

    def listing(self) -> list[Answer]:
        """The account's own posts and replies, counted, of the window and 14 days before: asked once a scan."""
        start = self.window.start - REACH
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
        if not self.is_live:
            return
        missing = {key: at for key, at in self.memory.seen.items() if key.isdigit() and key not in self.seen}
        due = [native for native, at in missing.items() if self._is_due(at)]
        for answer in self.several(sorted(due)):
            yield self.page("again", answer, **self.roots(shown(answer)))

    def _is_due(self, at: datetime) -> bool:
        before, now = self.window.start - at, self.window.end - at
        return now <= DAY or any(before < age <= now for age in AGAIN)

    def remember(self, post: Json) -> None:
        """Note a post that was seen, to miss it when it is gone."""
        found = values.versions(post)
        if found:
            self.seen[found[0]] = values.made_at(found[0])

    def cursor(self) -> str:
        """What to keep of this fetch: of earlier ones the posts, and no counts."""
        earlier = {key: at for key, at in self.memory.seen.items() if key.isdigit()}
        return Memory(self.memory.since, earlier | self.seen).cursor(self.now() - REACH)


def _moment(at: datetime) -> str:
    return at.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%SZ")
