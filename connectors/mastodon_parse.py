"""From one landed Mastodon page to records. Pure: `context["form"]` says what kind of answer the page is.

What cannot be read is a BadRow; what is not about the brand (unknown kinds of notification, moderation, polls
that end) is ignored. Events are those from `context["since"]` (when the tracking of the stream began; else the
window's start) up to the window's end, as with every network that shows some things late.
"""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import replace
from datetime import UTC, datetime
from typing import Any

from connectors import mastodon_values as values
from connectors import reading
from connectors.mastodon_notified import NotificationReader
from connectors.mastodon_posts import StatusReader
from connectors.mastodon_threads import Thread
from connectors.mastodon_values import PLATFORM, Home
from connectors.reading import Span, bad, seen_at
from connectors.records import AudienceSnapshot, BadRow, Deletion, Interaction, Page, Record, Window


class PageParser:
    """Parses the pages of one account; `context` of every page carries its `service` and the account's id, `me`."""

    def __init__(
        self, page: Page, window: Window, hashtags: tuple[str, ...], keywords: tuple[str, ...]
    ) -> None:
        self.page = page
        self.context = context = page.context
        since = reading.moment(context.get("since")) or window.start
        self.span = Span(min(since, window.start), window.end)
        self.always = Span(datetime.min.replace(tzinfo=UTC), window.end)
        self.seen_at = seen_at(page, window)
        home = Home(context.get("service", ""), context.get("me", ""), context.get("web") == "yes")
        roots = reading.parsed(context.get("roots"))
        own = reading.parsed(context.get("own"))
        self.reader = StatusReader(
            home,
            hashtags,
            keywords,
            self.seen_at,
            {k: v for k, v in reading.record(roots).items() if isinstance(v, str)},
            frozenset(i for i in reading.items(own) if isinstance(i, str)),
        )
        self.notified = NotificationReader(self.reader, self.span, page.number)

    def records(self) -> Iterator[Record]:
        """Every record of the page, each once, nothing that happened at the window's end or later."""
        form = self.context.get("form", "")
        read, body = _FORMS.get(form), reading.parsed(self.page.body)
        if read is None or not isinstance(body, _SHAPES.get(form, list)):
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

    def _notifications(self, body: list[Any]) -> Iterator[Record]:
        yield from self.notified.one_by_one(body)

    def _grouped(self, body: dict[str, Any]) -> Iterator[Record]:
        yield from self.notified.grouped(body)

    def _group_people(self, body: list[Any]) -> Iterator[Record]:
        group, status = (
            reading.record(reading.parsed(self.context.get(name))) for name in ("group", "status")
        )
        yield from self.notified.group_people(body, group, status)

    def _found(self, body: list[Any], span: Span | None = None) -> Iterator[Record]:
        for number, item in enumerate(body, 1):
            yield from self.reader.read(item, span or self.span, self.where(number))

    def _others(self, body: list[Any]) -> Iterator[Record]:
        """Other people's statuses that quote, mention or tag the brand."""
        yield from self._found([s for s in body if not self._is_own(s)])

    def _own(self, body: list[Any]) -> Iterator[Record]:
        """Statuses of the brand that others answered, whenever they were written."""
        yield from self._found([s for s in body if self._is_own(s)], self.always)

    def _again(self, body: list[Any]) -> Iterator[Record]:
        """Statuses that were collected before, as they are now."""
        yield from self._found(body, self.always)

    def _again_one(self, body: dict[str, Any]) -> Iterator[Record]:
        yield from self._found([body], self.always)

    def _search(self, body: dict[str, Any]) -> Iterator[Record]:
        yield from self._others(reading.items(body.get("statuses")))

    def _conversations(self, body: list[Any]) -> Iterator[Record]:
        """The last message of each private conversation; null when it was deleted."""
        last = (reading.record(conversation).get("last_status") for conversation in body)
        yield from self._found([status for status in last if status is not None])

    def _thread(self, body: dict[str, Any]) -> Iterator[Record]:
        """A thread: in which something happened within the span it comes whole, any other not at all."""
        thread = Thread.of(reading.record(reading.parsed(self.context.get("status"))), body)
        reader = replace(self.reader, roots=thread.roots, own=thread.own(self.reader.home.me))
        found: list[Record] = []
        for number, status in enumerate(thread.told(self.reader.home.me, reader.is_addressed), 1):
            found += reader.read(status, self.always, self.where(number))
        is_told = any(isinstance(f, Interaction) and f.occurred_at in self.span for f in found)
        yield from (f for f in found if is_told or isinstance(f, BadRow))

    def _history(self, body: list[Any]) -> Iterator[Record]:
        """The versions of an edited status: how it began, and as it is."""
        status = reading.record(reading.parsed(self.context.get("status")))
        first = reading.record(body[0]) if len(body) > 1 else {}
        versions = [{**status, **_content(first), "edited_at": None}] if first else []
        for version in (*versions, status):
            for found in self.reader.read(version, self.always, self.where()):
                if isinstance(found, Interaction | BadRow) or version is status:
                    yield found

    def _gone(self, body: dict[str, Any]) -> Iterator[Record]:
        """The server's word that a status is no longer shown to the brand."""
        subject = values.local_id(self.context.get("subject"))
        if subject and "error" in body:
            yield Deletion(PLATFORM, self.reader.home.native(subject), self.seen_at)

    def _favourites(self, body: list[Any]) -> Iterator[Record]:
        """The brand's own favourites that are new since the last look: nobody says when, so they are of now."""
        new = reading.items(reading.parsed(self.context.get("new")))
        for item in body:
            status = reading.record(item)
            if values.local_id(status.get("id")) in new and not self._is_own(status):
                me = {"id": self.reader.home.me}
                yield from self.reader.act("reaction", "favourite", me, self.seen_at, status)

    def _people(self, body: list[Any]) -> Iterator[Record]:
        found = (self.reader.profile(reading.record(account)) for account in body)
        yield from (profile for profile in found if profile)

    def _requests(self, body: list[Any]) -> Iterator[Record]:
        """People who ask to follow: of now, unless their notification has told when."""
        for account in body:
            yield from self.reader.act("follow", "follow", reading.record(account), self.seen_at)

    def _counts(self, body: list[Any]) -> Iterator[Record]:
        """The counts of the brand's own posts, each with its post, whenever it was published."""
        for item in body:
            status = reading.record(item)
            local, at = values.local_id(status.get("id")), values.event_time(status)
            me, is_boost = self.reader.home.me, bool(reading.record(status.get("reblog")))
            if local is None or at is None or at not in self.always or is_boost or not self._is_own(status):
                continue
            if self.reader.kind_of(status, local, me) == "post":
                yield self.reader.post_of(status, local, me, at)
                yield self.reader.snapshot(status, local, self.seen_at)

    def _account(self, body: dict[str, Any]) -> Iterator[Record]:
        yield from self._people([body])
        yield AudienceSnapshot(
            platform=PLATFORM,
            captured_at=self.seen_at,
            followers=reading.count(body.get("followers_count")),
            following=reading.count(body.get("following_count")),
            posts=reading.count(body.get("statuses_count")),
        )

    def _is_own(self, status: Any) -> bool:
        account = reading.record(reading.record(status).get("account"))
        return values.local_id(account.get("id")) == self.reader.home.me


def _content(version: dict[str, Any]) -> dict[str, Any]:
    names = ("content", "spoiler_text", "media_attachments", "poll")
    return {name: version.get(name) for name in names if name in version}


_FORMS: Mapping[str, Callable[[PageParser, Any], Iterator[Record]]] = {
    "notifications": PageParser._notifications,
    "grouped": PageParser._grouped,
    "group_people": PageParser._group_people,
    "feed": PageParser._found,
    "others": PageParser._others,
    "own": PageParser._own,
    "again": PageParser._again,
    "again_one": PageParser._again_one,
    "search": PageParser._search,
    "conversations": PageParser._conversations,
    "thread": PageParser._thread,
    "history": PageParser._history,
    "gone": PageParser._gone,
    "favourites": PageParser._favourites,
    "people": PageParser._people,
    "requests": PageParser._requests,
    "counts": PageParser._counts,
    "account": PageParser._account,
}
_SHAPES: dict[str, type] = dict.fromkeys(
    ("grouped", "again_one", "search", "thread", "gone", "account"), dict
)
"""Forms whose body is an object; all others are lists."""
