"""From one landed page of LinkedIn's API to records. Pure: `context["form"]` says what the page is.

What cannot be read is a BadRow. Events are those from `context["since"]` (when the tracking of the stream began; else
the window's start) up to the window's end; one of before that was edited since is told again, as it is.
"""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import replace
from datetime import UTC, datetime

from connectors import linkedin_figures as figures
from connectors import linkedin_values as values
from connectors import reading
from connectors.linkedin_notified import Notified
from connectors.linkedin_posts import Json, Reader
from connectors.linkedin_values import PLATFORM
from connectors.reading import Span, bad, seen_at
from connectors.records import AudienceSnapshot, Deletion, Page, Post, Record, Window


class PageParser:
    """Parses the pages of one account; `context` of every page carries the organisation's URN, `me`."""

    def __init__(self, page: Page, window: Window, hashtags: tuple[str, ...]) -> None:
        self.page = page
        self.context = context = page.context
        since = reading.moment(context.get("since")) or window.start
        self.span = Span(min(since, window.start), window.end)
        self.always = Span(datetime.min.replace(tzinfo=UTC), window.end)
        self.seen_at = seen_at(page, window)
        self.reader = Reader(context.get("me", ""), hashtags, self.seen_at)

    def records(self) -> Iterator[Record]:
        """Every record of the page, each once, nothing that happened at the window's end or later."""
        form = self.context.get("form", "")
        read, body = _FORMS.get(form), reading.record(reading.parsed(self.page.body))
        is_list = form in _LISTS
        if read is None or not body or (is_list and not isinstance(body.get("elements"), list)):
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

    def _posts(self, body: Json) -> Iterator[Record]:
        for number, post in enumerate(reading.items(body.get("elements")), 1):
            yield from self.reader.post(post, self.span, self.where(number))

    def _all_posts(self, body: Json) -> Iterator[Record]:
        """Posts, whenever they were published, for the counts of them that follow."""
        for number, post in enumerate(reading.items(body.get("elements")), 1):
            yield from (
                r for r in self.reader.post(post, self.always, self.where(number)) if isinstance(r, Post)
            )

    def _post_one(self, body: Json) -> Iterator[Record]:
        yield from self.reader.post(body, self.always, self.where())

    def _comments(self, body: Json) -> Iterator[Record]:
        """Comments under `post`, or replies to the comment `above`."""
        post, above = self.context.get("post", ""), self.context.get("above", "")
        for number, comment in enumerate(reading.items(body.get("elements")), 1):
            yield from self.reader.comment(comment, post, above, self.span, self.where(number))

    def _comment_one(self, body: Json) -> Iterator[Record]:
        post, above = self.context.get("post", ""), self.context.get("above", "")
        yield from self.reader.comment(body, post, above, self.always, self.where())

    def _reactions(self, body: Json) -> Iterator[Record]:
        post, subject = self.context.get("post", ""), self.context.get("subject", "")
        for number, reaction in enumerate(reading.items(body.get("elements")), 1):
            yield from self.reader.reaction(reaction, post, subject, self.span, self.where(number))

    def _notified(self, body: Json) -> Iterator[Record]:
        notified = Notified(self.reader, self.span, reading.moment(self.context.get("read_from")))
        for number, told in enumerate(reading.items(body.get("elements")), 1):
            yield from notified.read(told, self.where(number))

    def _mention(self, body: Json) -> Iterator[Record]:
        at = self.context.get("at", "")
        native = values.post_urn(self.context.get("subject"))
        if native is not None:
            told = values.moment(int(at)) if at.isdecimal() else None
            post = body if "author" in body else {"author": self.context.get("who")}
            yield from self.reader.mention(post, native, told, self.where())

    def _gone(self, body: Json) -> Iterator[Record]:
        """LinkedIn's word that something is no longer there."""
        subject = self.context.get("subject", "")
        if reading.count(body.get("status")) in (404, 410) and subject:
            yield Deletion(PLATFORM, subject, self.seen_at)

    def _post_statistics(self, body: Json) -> Iterator[Record]:
        for element in map(reading.record, reading.items(body.get("elements"))):
            snapshot = figures.snapshot(element, self.seen_at)
            if snapshot is not None:
                yield snapshot

    def _days(self, body: Json) -> Iterator[Record]:
        """The page's impressions and reach up to the end of each day, summed since the first day that was asked for."""
        start, end = (reading.moment(self.context.get(key)) for key in ("start", "end"))
        reach, impressions = (int(self.context.get(key, "0")) for key in ("reach", "impressions"))
        if "first" in self.context and start is not None:
            yield AudienceSnapshot(PLATFORM, start, reach=0, impressions=0)
        if start is not None and end is not None:
            yield from figures.by_day(body, start, end, reach, impressions)

    def _organization(self, body: Json) -> Iterator[Record]:
        name, vanity = (reading.text(body.get(key)) or None for key in ("localizedName", "vanityName"))
        yield replace(self.reader.person(self.reader.me), display_name=name, handle=vanity)

    def _size(self, body: Json) -> Iterator[Record]:
        yield figures.size(body, self.seen_at)

    def _gains(self, body: Json) -> Iterator[Record]:
        """Nothing: gains come days late, and nobody says whether losses are taken off. They stay as they landed."""
        yield from ()


_FORMS: Mapping[str, Callable[[PageParser, Json], Iterator[Record]]] = {
    "posts": PageParser._posts,
    "all_posts": PageParser._all_posts,
    "post_one": PageParser._post_one,
    "comments": PageParser._comments,
    "replies": PageParser._comments,
    "comment_one": PageParser._comment_one,
    "reactions": PageParser._reactions,
    "notified": PageParser._notified,
    "mention": PageParser._mention,
    "gone": PageParser._gone,
    "post_statistics": PageParser._post_statistics,
    "days": PageParser._days,
    "organization": PageParser._organization,
    "size": PageParser._size,
    "gains": PageParser._gains,
}
_LISTS = frozenset(
    {"posts", "all_posts", "comments", "replies", "reactions", "notified", "post_statistics", "days", "gains"}
)
"""Forms whose body holds a list."""
