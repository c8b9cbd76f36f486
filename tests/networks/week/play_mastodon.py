"""The week on the double of Mastodon."""

from collections.abc import Callable, Mapping
from contextlib import AbstractContextManager
from datetime import datetime
from html import escape
from typing import Any

from compose import Event
from pydantic import SecretStr
from serving import double_of
from stage import Played

from connectors.config import Account, Brand
from connectors.http import Patience, Timeouts
from connectors.mastodon import Mastodon

double = double_of("mastodon")
PHOTO = [{"id": "1", "type": "image", "url": "https://elsewhere.example/1.jpg"}]


class Stage(Played):
    """Statuses, with the notifications that they lead to."""

    platform = "mastodon"
    capabilities = Mastodon.capabilities
    feed, path = "posts", "statuses"
    enums = ("visibility", "language")
    nulls = ("language", "tags", "mentions", "media_attachments", "edited_at", "url", "favourites_count")
    frame = frozenset({"reblog", "id"})
    ways = frozenset({
        "account", "ancestors", "created_at", "descendants", "id", "in_reply_to_account_id", "in_reply_to_id",
        "last_status", "quotes_count", "status", "type", "visibility",
    })  # fmt: skip
    secrets = (double.TOKEN,)
    somewhere = "max_id=9223372036854775807"
    has_links = True

    def __init__(self, server: Any, folder: Any) -> None:
        super().__init__(server, folder)
        self.last_words: dict[str, str] = {}
        server.remaining = 100_000  # the double says so of every request, and we count our own

    @staticmethod
    def running(begins: datetime) -> AbstractContextManager[Any]:
        made: AbstractContextManager[Any] = double.running(begins)
        return made

    def connector(
        self, now: datetime, page_size: int, patience: Patience, timeouts: Timeouts | None = None
    ) -> Mastodon:
        account = Account(platform="mastodon", handle="brand", service=self.server.url, secret="T")
        brand = Brand(slug="b", name="B", hashtags=("blend",))
        return Mastodon(account, brand, secret=lambda _: SecretStr(double.TOKEN), page_size=page_size,
                        now=lambda: now, patience=patience, timeouts=timeouts)  # fmt: skip

    @property
    def acts(self) -> Mapping[str, Callable[[Event], str | None]]:
        server = self.server
        return {
            **dict.fromkeys(("post", "comment", "reply", "mention", "ugc", "hashtag"), self._says),
            "quote": lambda e: self._native(server.quote(self._who(e), escape(e.text), self._local(e.to))),
            "message": self._message,
            "react": lambda e: server.favourite(self._who(e), self._local(e.to)),
            "share": lambda e: server.boost(self._who(e), self._local(e.to)),
            "follow": lambda e: server.follow(self._who(e)),
            "edit": lambda e: server.edit(self._local(e.to), escape(e.text)),
            "delete": lambda e: server.delete(self._local(e.to)),
            "block": self._block,
        }

    def person(self, name: str) -> str:
        return self._native(self.server.person(name))

    def end_access(self) -> None:
        self.server.token = "another"

    def pointing(self, place: str) -> Any:
        address = place if "://" in place else f"{self.server.url}/api/v1/accounts/900/{self.path}?{place}"
        return self.fault(change=lambda body: body, headers={"link": f'<{address}>; rel="next"'})

    def emptied(self, body: Any) -> Any:
        return []

    def _says(self, event: Event) -> str:
        is_told = event.by != "brand" and "@brand" in event.text
        more: dict[str, Any] = {"media_attachments": PHOTO} if event.photo else {}
        to, notify = self._local(event.to) if event.to else None, "mention" if is_told else None
        return self._native(
            self.server.post(self._who(event), escape(event.text), to=to, notify=notify, **more)
        )

    def _message(self, event: Event) -> str:
        local = self.server.direct(self._who(event), escape(event.text), self.last_words.get(event.to))
        self.last_words[event.to] = local
        return self._native(local)

    def _block(self, event: Event) -> None:
        """A server shows the brand nothing of somebody who blocks it."""
        theirs = [
            key for key, status in self.server.statuses.items() if status["account"] == self._who(event)
        ]
        for local in theirs:
            self.server.delete(local)

    def _who(self, event: Event) -> str:
        if event.by == "brand":
            return str(double.BRAND)
        return self.people[event.by].partition("/")[2]

    def _local(self, event: str) -> str:
        return self.ids[event].partition("/")[2]

    def _native(self, local: str) -> str:
        return f"{self.server.url.removeprefix('http://')}/{local}"
