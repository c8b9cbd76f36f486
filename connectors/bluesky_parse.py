"""From one landed Bluesky page to records. Pure: `context["form"]` says what kind of answer the page is.

What cannot be read is a BadRow; what is not about the brand (likes of other people's posts, unknown kinds of
notification, embed or record) is ignored. Events are those from `context["since"]` (when the tracking of the
stream began; else the window's start) up to the window's end: what the network shows late, or has changed, of
days already collected arrives again, which an upsert takes well; days never asked for stay out.
"""

from collections.abc import Iterator
from datetime import UTC, datetime
from typing import Any

from connectors import bluesky_values as values
from connectors import reading
from connectors.bluesky_acts import ActReader
from connectors.bluesky_posts import PostReader, profile_of, snapshot_of
from connectors.bluesky_threads import ThreadReader
from connectors.bluesky_values import FOLLOW, LIKE, PLATFORM, REPOST
from connectors.reading import Span, bad, seen_at
from connectors.records import (
    AudienceSnapshot,
    BadRow,
    Deletion,
    Interaction,
    Page,
    Record,
    Window,
)


class PageParser:
    """Parses the pages of one account; `context` of every page carries the account's `did` and `handle`."""

    def __init__(
        self, page: Page, window: Window, hashtags: tuple[str, ...], keywords: tuple[str, ...]
    ) -> None:
        self.page = page
        self.window = window
        self.context = page.context
        since = reading.moment(page.context.get("since")) or window.start
        self.span = Span(min(since, window.start), window.end)
        self.always = Span(datetime.min.replace(tzinfo=UTC), window.end)
        self.own = page.context.get("did", "")
        self.seen_at = seen_at(page, window)
        handle = page.context.get("handle", "")
        self.reader = PostReader(self.own, handle, hashtags, keywords, self.seen_at)
        self.acts = ActReader(self.own, self.span, self.seen_at, page.number)

    def records(self) -> Iterator[Record]:
        """Every record of the page, each once, nothing that happened at the window's end or later."""
        form, body = self.context.get("form", ""), reading.parsed(self.page.body)
        read = _FORMS.get(form)
        if read is None or not isinstance(body, dict):
            raw = self.page.body[:2000].decode("utf-8", "backslashreplace")
            yield bad("page", "readable_page", f"no readable page of form {form!r}", self.where(), raw)
            return
        seen: set[Record] = set()
        for found in read(self, body):
            if found not in seen:
                seen.add(found)
                yield found

    def where(self, item: int | None = None) -> str:
        """Where in the load something stands."""
        return f"page {self.page.number}" + ("" if item is None else f" item {item}")

    def _notifications(self, body: dict[str, Any]) -> Iterator[Record]:
        for number, item in enumerate(reading.items(body.get("notifications")), 1):
            notification = reading.record(item)
            uri = values.parse_uri(notification.get("uri"))
            if uri and uri.collection in (LIKE, REPOST, FOLLOW):
                if notification.get("reason") in ("like", "repost", "follow"):
                    yield from self.acts.notified(notification, uri, number)
            elif notification.get("reason") in ("mention", "reply", "quote"):
                yield from self.reader.read(notification, self.span, self.where(number))

    def _likes(self, body: dict[str, Any]) -> Iterator[Record]:
        yield from self.acts.likes(body, self.context.get("subject", ""))

    def _own_likes(self, body: dict[str, Any]) -> Iterator[Record]:
        yield from self.acts.own_likes(body)

    def _profiles(self, body: dict[str, Any]) -> Iterator[Record]:
        people = [body] if "did" in body else reading.items(body.get("profiles"))
        people = people or reading.items(body.get("followers"))
        found = (profile_of(person, self.seen_at) for person in people)
        yield from (profile for profile in found if profile)

    def _account(self, body: dict[str, Any]) -> Iterator[Record]:
        yield from self._profiles(body)
        yield AudienceSnapshot(
            platform=PLATFORM,
            captured_at=self.seen_at,
            followers=reading.count(body.get("followersCount")),
            following=reading.count(body.get("followsCount")),
            posts=reading.count(body.get("postsCount")),
        )

    def _feed(self, body: dict[str, Any]) -> Iterator[Record]:
        """The brand's own posts and replies, and what it reposted."""
        for number, item in enumerate(reading.items(body.get("feed")), 1):
            entry = reading.record(item)
            view, reason = reading.record(entry.get("post")), reading.record(entry.get("reason"))
            if reason.get("$type") == "app.bsky.feed.defs#reasonRepost":
                yield from self.acts.repost(view, reason)
                continue
            uri = values.parse_uri(view.get("uri"))
            if uri is None or uri.did == self.own:
                yield from self.reader.read(view, self.span, self.where(number))

    def _reposter_feed(self, body: dict[str, Any]) -> Iterator[Record]:
        """A member's feed, read only for the brand's posts they reposted."""
        for item in reading.items(body.get("feed")):
            entry = reading.record(item)
            view, uri = reading.record(entry.get("post")), None
            uri = values.parse_uri(view.get("uri"))
            if uri and uri.did == self.own:
                yield from self.acts.repost(view, reading.record(entry.get("reason")))

    def _counts(self, body: dict[str, Any]) -> Iterator[Record]:
        """The counts of the brand's own posts, each with its post, whenever it was published."""
        for item in reading.items(body.get("feed")):
            view = reading.record(reading.record(item).get("post"))
            post, uri = reading.record(view.get("record")), values.parse_uri(view.get("uri"))
            at = values.event_time(post.get("createdAt"), view.get("indexedAt"))
            if uri is None or at is None or at not in self.always or self.reader.kind_of(post, uri) != "post":
                continue
            yield self.reader.post_of(view, post, uri, at)
            yield snapshot_of(view, self.seen_at)

    def _found(self, body: dict[str, Any]) -> Iterator[Record]:
        """Other people's posts that quote or mention the brand."""
        for number, item in enumerate(reading.items(body.get("posts")), 1):
            uri = values.parse_uri(reading.record(item).get("uri"))
            if uri is None or uri.did != self.own:
                yield from self.reader.read(item, self.span, self.where(number))

    def _again(self, body: dict[str, Any]) -> Iterator[Record]:
        """Posts that were collected before, as they are now."""
        for number, item in enumerate(reading.items(body.get("posts")), 1):
            yield from self.reader.read(item, self.always, self.where(number))

    def _thread(self, body: dict[str, Any]) -> Iterator[Record]:
        """A thread: nested replies, what is deleted, what is blocked.

        A thread in which something happened within the span comes whole, since conversation depth needs its
        beginning; of any other only what is deleted.
        """
        subject = self.context.get("subject", "")
        if body.get("error") == "NotFound":
            yield Deletion(PLATFORM, subject, self.seen_at)
            return
        thread = ThreadReader(self.reader, self.always, self.seen_at, self.where())
        found = list(thread.read(reading.record(body.get("thread")), subject))
        is_active = any(isinstance(f, Interaction) and f.occurred_at in self.span for f in found)
        is_told = is_active or self.context.get("known") == "yes"
        yield from (f for f in found if is_told or isinstance(f, Deletion | BadRow))


_FORMS = {
    "notifications": PageParser._notifications,
    "profiles": PageParser._profiles,
    "account": PageParser._account,
    "feed": PageParser._feed,
    "reposter_feed": PageParser._reposter_feed,
    "counts": PageParser._counts,
    "found": PageParser._found,
    "again": PageParser._again,
    "likes": PageParser._likes,
    "own_likes": PageParser._own_likes,
    "thread": PageParser._thread,
}
