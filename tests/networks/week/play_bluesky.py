"""The week on the double of Bluesky; `tests/networks/bluesky` has the real network."""

from collections.abc import Callable, Mapping
from contextlib import AbstractContextManager
from datetime import datetime
from typing import Any

from compose import Event
from pydantic import SecretStr
from serving import double_of
from stage import Played

from connectors.bluesky import Bluesky
from connectors.config import Account, Brand
from connectors.http import Patience, Timeouts

double = double_of("bluesky")
PHOTO = {"embed": {"$type": "app.bsky.embed.images", "images": [{"alt": ""}]}}


class Stage(Played):
    """Posts with facets, and the notifications that they lead to."""

    platform = "bluesky"
    capabilities = Bluesky.capabilities
    feed, path = "posts", "getAuthorFeed"
    enums = ("langs",)
    nulls = ("langs", "indexedAt", "likeCount", "displayName", "handle", "embed")
    frame = frozenset({"feed", "cursor", "uri", "did"})
    ways = frozenset({
        "createdAt", "cursor", "feed", "likes", "notifications", "post", "posts", "reason", "record",
        "records", "replies", "subject", "thread", "uri", "value",
    })  # fmt: skip
    secrets = (double.PASSWORD, "access-token", "refresh-token")
    somewhere = "0"

    def __init__(self, server: Any, folder: Any) -> None:
        super().__init__(server, folder)
        server.has_tids = True
        server.remaining = 100_000  # the double says so of every request, and we count our own

    @staticmethod
    def running(begins: datetime) -> AbstractContextManager[Any]:
        made: AbstractContextManager[Any] = double.running(begins)
        return made

    def connector(
        self, now: datetime, page_size: int, patience: Patience, timeouts: Timeouts | None = None
    ) -> Bluesky:
        account = Account(platform="bluesky", handle="b.test", service=self.server.url, secret="B")
        brand = Brand(slug="b", name="B", hashtags=("blend",))
        return Bluesky(account, brand, secret=lambda _: SecretStr(double.PASSWORD), page_size=page_size,
                       now=lambda: now, patience=patience, timeouts=timeouts)  # fmt: skip

    @property
    def acts(self) -> Mapping[str, Callable[[Event], str | None]]:
        server = self.server
        return {
            **dict.fromkeys(("post", "comment", "reply", "mention", "ugc", "hashtag"), self._says),
            "quote": lambda e: server.quote(self._who(e), e.text, self.ids[e.to]),
            "react": self._react,
            "share": lambda e: server.repost(self._who(e), self.ids[e.to]),
            "follow": lambda e: server.follow(self._who(e)),
            "edit": lambda e: server.put(self.ids[e.to], e.text),
            "delete": lambda e: server.delete(self.ids[e.to]),
            "block": lambda e: server.blocked.add(self._who(e)),
        }

    def person(self, name: str) -> str:
        return f"did:plc:{name.replace('_', '-')}"

    def end_access(self) -> None:
        self.server.is_expired = self.server.refuses_refresh = True
        self.server.password = "another"

    def pointing(self, place: str) -> Any:
        return self.fault(change=lambda body: {**body, "cursor": place})

    def emptied(self, body: Any) -> Any:
        return {**body, "feed": []}

    def _says(self, event: Event) -> str:
        more: dict[str, Any] = dict(PHOTO) if event.photo else {}
        facets = [("@brand", "mention", {"did": double.BRAND}), ("#blend", "tag", {"tag": "blend"})]
        said = [{"features": [{"$type": f"app.bsky.richtext.facet#{kind}", **what}]}
                for word, kind, what in facets if word in event.text]  # fmt: skip
        more |= {"facets": said} if said else {}
        to = self.ids[event.to] if event.to else None
        is_told = event.by != "brand" and (to is not None or "@brand" in event.text)
        reason = ("reply" if to else "mention") if is_told else None
        return str(self.server.post(self._who(event), event.text, to=to, reason=reason, **more))

    def _react(self, event: Event) -> None:
        if event.by == "brand":
            self.server.own_like(self.ids[event.to])
        else:
            self.server.like(self._who(event), self.ids[event.to])

    def _who(self, event: Event) -> str:
        return str(double.BRAND) if event.by == "brand" else self.people[event.by]
