"""From one landed page of Instagram's Graph API to records. Pure: `context["form"]` says what the page is.

What cannot be read is a BadRow. Events are those from `context["since"]` (when the tracking of the stream began;
else the window's start) up to the window's end.
"""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import replace
from datetime import UTC, datetime
from typing import Any

from connectors import instagram_figures as figures
from connectors import instagram_values as values
from connectors import reading
from connectors.instagram_posts import Json, Reader
from connectors.instagram_values import PLATFORM, objects
from connectors.reading import Span, bad, seen_at
from connectors.records import AudienceSnapshot, BadRow, Deletion, Interaction, Page, Record, Window


class PageParser:
    """Parses the pages of one account; `context` of every page carries its id, `me`, and its `name`."""

    def __init__(self, page: Page, window: Window, hashtags: tuple[str, ...]) -> None:
        self.page = page
        self.context = context = page.context
        since = reading.moment(context.get("since")) or window.start
        self.span = Span(min(since, window.start), window.end)
        self.always = Span(datetime.min.replace(tzinfo=UTC), window.end)
        self.seen_at = seen_at(page, window)
        self.reader = Reader(context.get("me", ""), context.get("name", ""), hashtags, self.seen_at)
        self.media = _json(context.get("media"))

    def records(self) -> Iterator[Record]:
        """Every record of the page, each once, nothing that happened at the window's end or later."""
        form = self.context.get("form", "")
        read, body = _FORMS.get(form), _json(self.page.body)
        is_list = form in _LISTS
        if read is None or not body or (is_list and not isinstance(body.get("data"), list)):
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

    def _own(self, body: Json) -> Iterator[Record]:
        for number, media in enumerate(reading.items(body.get("data")), 1):
            yield from self.reader.media(media, self.span, self.where(number), is_own=True)

    def _own_one(self, body: Json) -> Iterator[Record]:
        yield from self.reader.media(body, self.always, self.where(), is_own=True)

    def _stories(self, body: Json) -> Iterator[Record]:
        """Stories that can be seen now, also those of before the first look."""
        for number, media in enumerate(reading.items(body.get("data")), 1):
            yield from self.reader.media(media, self.always, self.where(number), is_own=True)

    def _others(self, body: Json) -> Iterator[Record]:
        """Other people's media; `ours` names own ones among them that carry no author."""
        ours = reading.items(reading.parsed(self.context.get("ours")))
        for number, given in enumerate(reading.items(body.get("data")), 1):
            media = reading.record(given)
            if not any(
                name in ours for name in (media.get("id"), media.get("permalink")) if isinstance(name, str)
            ):
                yield from self.reader.media(given, self.span, self.where(number), is_own=False)

    def _mentioned_media(self, body: Json) -> Iterator[Record]:
        yield from self.reader.media(body.get("mentioned_media"), self.always, self.where(), is_own=False)

    def _mentioned_comment(self, body: Json) -> Iterator[Record]:
        comment = reading.record(body.get("mentioned_comment"))
        media = reading.record(comment.get("media"))
        yield from self.reader.comment(comment, media, None, self.always, self.where())

    def _comments(self, body: Json) -> Iterator[Record]:
        """Comments under `media`: where something happened in the span the comment comes with all its replies."""
        for number, given in enumerate(reading.items(body.get("data")), 1):
            replies = objects(reading.record(reading.record(given).get("replies")))
            yield from self._thread_of(given, replies, self.where(number))

    def _replies(self, body: Json) -> Iterator[Record]:
        """More replies to the comment `above`."""
        yield from self._thread_of(_json(self.context.get("above")), objects(body), self.where())

    def _thread_of(self, given: Any, replies: list[Json], where: str) -> Iterator[Record]:
        above = values.native_id(reading.record(given).get("id"))
        found = list(self.reader.comment(given, self.media, None, self.always, where))
        for reply in replies:
            found += self.reader.comment(reply, self.media, above, self.always, where)
        if any(isinstance(f, Interaction) and f.occurred_at in self.span for f in found):
            yield from self.reader.media(self.media, self.always, where, is_own=True)
            yield from found
        else:
            yield from (f for f in found if isinstance(f, BadRow))

    def _comment_one(self, body: Json) -> Iterator[Record]:
        yield from self.reader.comment(body, self.media, None, self.always, self.where())

    def _thread(self, body: Json) -> Iterator[Record]:
        """A conversation: in which something was said within the span it comes whole, any other not at all."""
        thread = self.context.get("thread", "")
        people = objects(body.get("participants"))
        names = (values.username(one.get("username")) for one in people)
        other = next((name for name in names if name and not self.reader.is_me("", name)), None)
        found: list[Record] = []
        for number, message in enumerate(objects(body.get("messages")), 1):
            found += self.reader.message(message, thread, other, self.always, self.where(number))
        is_told = any(isinstance(f, Interaction) and f.occurred_at in self.span for f in found)
        yield from (f for f in found if is_told or isinstance(f, BadRow))

    def _message(self, body: Json) -> Iterator[Record]:
        _, name = values.author(body)
        thread = self.context.get("thread", "")
        yield from self.reader.message(body, thread, name, self.always, self.where())

    def _gone(self, body: Json) -> Iterator[Record]:
        """The platform's word that something is no longer there."""
        subject = values.native_id(self.context.get("subject"))
        if subject and "error" in body:
            yield Deletion(PLATFORM, subject, self.seen_at)

    def _insights(self, body: Json) -> Iterator[Record]:
        yield from self._counted(self.media, figures.read(body))

    def _counts(self, body: Json) -> Iterator[Record]:
        """The counts of a media of which there are no insights."""
        yield from self._counted(body, {})

    def _counted(self, media: Json, found: dict[str, int | None]) -> Iterator[Record]:
        at = values.moment(media.get("timestamp"))
        snapshot = figures.snapshot(media, found, self.seen_at)
        if snapshot is not None and at is not None and at in self.always:
            yield from self.reader.media(media, self.always, self.where(), is_own=True)
            yield snapshot

    def _account(self, body: Json) -> Iterator[Record]:
        me = self.reader.person(self.reader.me, self.reader.name)
        counts = figures.audience(body, self.seen_at)
        yield replace(me, display_name=reading.text(body.get("name")) or None, followers=counts.followers)
        yield counts

    def _reach(self, body: Json) -> Iterator[Record]:
        """The account's reach and views up to the end of a day, summed since the first day that was asked for."""
        first, at = (reading.moment(self.context.get(key)) for key in ("first", "at"))
        reach, views = (int(self.context.get(key, "0")) for key in ("reach", "views"))
        if first is not None:
            yield AudienceSnapshot(PLATFORM, first, reach=0, impressions=0)
        if at is not None:
            yield AudienceSnapshot(PLATFORM, at, reach=reach, impressions=views)


def _json(text: str | bytes | None) -> Json:
    return reading.record(reading.parsed(text))


_FORMS: Mapping[str, Callable[[PageParser, Json], Iterator[Record]]] = {
    "media": PageParser._own,
    "media_one": PageParser._own_one,
    "stories": PageParser._stories,
    "others": PageParser._others,
    "mentioned_media": PageParser._mentioned_media,
    "mentioned_comment": PageParser._mentioned_comment,
    "comments": PageParser._comments,
    "replies": PageParser._replies,
    "comment_one": PageParser._comment_one,
    "thread": PageParser._thread,
    "message": PageParser._message,
    "gone": PageParser._gone,
    "insights": PageParser._insights,
    "counts": PageParser._counts,
    "account": PageParser._account,
    "reach": PageParser._reach,
}
_LISTS = frozenset({"media", "stories", "others", "comments", "replies", "insights"})
"""Forms whose body holds a list."""
