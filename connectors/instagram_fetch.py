"""Asking Instagram's Graph API for the raw pages of a stream and window."""

import json
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field, replace
from datetime import datetime
from typing import Any, ClassVar

from connectors import instagram_values as values
from connectors import reading
from connectors.graph_errors import error_in, raise_for
from connectors.graph_pages import GraphPages
from connectors.http import Answer
from connectors.instagram_account import VERSION, Identity
from connectors.looking import Look
from connectors.paging import down_to
from connectors.records import Page

PAGE = 50
_TOKEN = re.compile(rb"access_token(=|%3D)[^&\"\\\s]+")

COMMENT = "id,text,timestamp,username,from,like_count,hidden,parent_id"
OTHERS = "id,caption,media_type,timestamp,permalink,like_count,comments_count,children{media_type}"
NAMED = f"{OTHERS},username,owner"
OWN = f"{OTHERS},media_product_type,username"

Json = dict[str, Any]


@dataclass(slots=True)
class Collector(Look):
    """One fetch: numbers its pages, gives each its context. `page_size`: at most this many a page (for tests)."""

    identity: Identity
    page_size: int = PAGE
    most_missed: ClassVar[int | None] = 100
    """Vanished things a run asks for one by one, to be sure that they are gone."""
    refused: dict[str, frozenset[str]] = field(default_factory=dict)
    """Kind of media -> insights that the platform does not have for it."""

    @property
    def me(self) -> str:
        """The account's path."""
        return f"/{VERSION}/{self.identity.me}"

    def context(self) -> dict[str, str]:
        """Whose look it is."""
        return {"me": self.identity.me, "name": self.identity.username}

    def page(self, form: str, answer: Answer, **context: str) -> Page:
        """The next page of this fetch. The token that the API writes into its next-page addresses is taken out."""
        body = _TOKEN.sub(rb"access_token\1removed", answer.body)
        return Look.page(self, form, replace(answer, body=body), **context)

    def inbox(self, path: str, params: Mapping[str, Any] | None, accept: tuple[int, ...] = ()) -> Answer:
        """Ask as the inbox's owner does: the Facebook page, where there is one."""
        return self.client.get(path, params, accept, self.identity.inbox_headers)

    def walk(self, path: str, **params: Any) -> Iterator[Answer]:
        """Every page of a list."""
        yield from GraphPages().pages(self.client.get, path, {"limit": self.page_size, **params})

    def rest(self, path: str, begun: Any, **params: Any) -> Iterator[Answer]:
        """The pages after the first of a list that came inside another answer."""
        asked = {"limit": self.page_size, **params}
        yield from GraphPages().pages(self.client.get, path, asked, reading.record(begun))

    def until(self, answers: Iterator[Answer], oldest: datetime, at: str = "timestamp") -> Iterator[Answer]:
        """Pages of a newest-first list, up to the first whose items are all older than `oldest`."""

        def times(answer: Answer) -> Iterator[datetime | None]:
            return (values.moment(one.get(at)) for one in listed(answer))

        return down_to(answers, times, oldest, is_sorted=False)

    def own_media(self, oldest: datetime, fields: str = OWN) -> Iterator[Answer]:
        """The brand's feed, reels and albums published from `oldest` to the window's end, newest first."""
        span = {"since": int(oldest.timestamp()), "until": int(self.window.end.timestamp())}
        yield from self.until(self.walk(f"{self.me}/media", fields=fields, **span), oldest)

    def recent(self, fields: str = OWN) -> Iterator[Json]:
        """The brand's media that are within reach of the window."""
        oldest = self.window.start - self.reach
        for answer in self.own_media(oldest, fields):
            for media in listed(answer):
                at = values.moment(media.get("timestamp"))
                if at and oldest <= at < self.window.end and values.native_id(media.get("id")):
                    yield media

    def by_id(self, native: str, fields: str) -> tuple[Answer, bool]:
        """A thing by its id, and whether the API says instead that there is none."""
        answer = self.client.get(f"/{VERSION}/{native}", {"fields": fields}, accept=(400, 404))
        return answer, self.is_gone(answer)

    def is_gone(self, answer: Answer) -> bool:
        """Whether an answer says that what was asked for is not there; any other refusal is raised."""
        error = error_in(answer) if answer.status >= 300 else None
        if error is not None and error.is_gone:
            return True
        raise_for(self.client, answer)
        return False


def listed(answer: Answer) -> list[Json]:
    """The objects of a page's list."""
    return values.objects(answer.json_object())


def packed(media: Mapping[str, Any]) -> str:
    """A media as the parser needs it beside a page that lacks it."""
    return json.dumps({key: value for key, value in media.items() if key != "comments"})
