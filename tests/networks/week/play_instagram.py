"""The week on the double of Instagram, by the Facebook log-in: it gives what the other gives, and more."""

from collections.abc import Callable, Mapping
from contextlib import AbstractContextManager
from datetime import datetime
from pathlib import Path
from typing import Any

import pytest
from compose import Event
from graph_double import Fault
from on_instagram import SECRET, begin_anew, double
from pydantic import SecretStr
from stage import Played

from connectors.config import Account, Brand
from connectors.http import Patience, Timeouts
from connectors.instagram import Instagram

FIGURES = ("reach", "saved", "shares", "views")


class Stage(Played):
    """Media with comments one level deep, tags, conversations; numbers in place of what people do without words."""

    platform = "instagram"
    capabilities = Instagram.capabilities
    feed, path = "posts", "media"
    enums = ("media_type", "media_product_type")
    nulls = ("caption", "permalink", "like_count", "comments_count", "media_type")
    frame = frozenset({"data", "paging", "next", "cursors", "after", "id", "timestamp"})
    ways = frozenset({
        "access_token", "after", "created_time", "data", "id", "instagram_business_account", "messages",
        "next", "paging", "replies", "timestamp", "updated_time", "username",
    })  # fmt: skip
    secrets = (double.FACEBOOK_TOKEN, double.PAGE_TOKEN)
    somewhere = "c0"
    has_links = True

    @staticmethod
    def running(begins: datetime) -> AbstractContextManager[Any]:
        made: AbstractContextManager[Any] = double.running(begins, by_facebook=True)
        return made

    def connector(
        self, now: datetime, page_size: int, patience: Patience, timeouts: Timeouts | None = None
    ) -> Instagram:
        account = Account(platform="instagram", handle="brand", service=self.server.url, secret=SECRET,
                          path=self.folder / "told.jsonl")  # fmt: skip
        brand = Brand(slug="b", name="B", hashtags=("blend",))
        self.server.clock = now
        return Instagram(account, brand, secret=lambda _: SecretStr(self.server.token), page_size=page_size,
                         now=lambda: now, patience=patience, timeouts=timeouts)  # fmt: skip

    @property
    def acts(self) -> Mapping[str, Callable[[Event], str | None]]:
        server = self.server
        return {
            "post": self._post,
            "comment": lambda e: server.comment(self._who(e), e.text, self.ids[e.to]),
            "reply": self._reply,
            "mention": self._mention,
            "ugc": lambda e: server.tag(self._who(e), e.text),
            "hashtag": lambda e: server.post(e.text, self._who(e)),
            "message": lambda e: server.message(self._who(e), e.text, to=self.people[e.to]),
            "react": self._react,
            "share": self._share,
            "edit": self._edit,
            "delete": self._delete,
            "block": self._block,
        }

    def person(self, name: str) -> str:
        return str(self.server.person(name))

    def end_access(self) -> None:
        self.server.expires.clear()

    def pointing(self, place: str) -> Any:
        address = (
            place if "://" in place else f"{self.server.url}/v25.0/{double.ME}/media?after={place}&limit=10"
        )

        def change(body: Any) -> Any:
            cursors = {} if "://" in place else {"cursors": {"after": place}}
            return {**body, "paging": {"next": address, **cursors}}

        return self.fault(change=change)

    def emptied(self, body: Any) -> Any:
        return {**body, "data": []}

    def fault(self, *, waits: float = 0, **given: Any) -> Fault:
        return Fault(drip=waits, **given)

    @classmethod
    def forget(cls, folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
        begin_anew(monkeypatch, folder)

    def _post(self, event: Event) -> str:
        reel = {} if event.photo else {"media_type": "VIDEO", "media_product_type": "REELS"}
        native = self.server.post(event.text, like_count=0, **reel)
        self.server.figures[native] = dict.fromkeys((*FIGURES, "ig_reels_video_view_total_time"), 0)
        return str(native)

    def _reply(self, event: Event) -> str:
        """Whatever it answers, it stands below the comment."""
        above = self.events[event.to]
        while above.act == "reply":
            above = self.events[above.to]
        return str(self.server.comment(self._who(event), event.text, self.ids[above.to], self.ids[above.id]))

    def _mention(self, event: Event) -> str:
        """A comment under somebody's own post, of which the webhook tells."""
        media = self.server.post("my day", self._who(event))
        comment = self.server.comment(self._who(event), event.text, media)
        with (self.folder / "told.jsonl").open("a", encoding="utf-8") as file:
            file.write(self.server.mentions_webhook(media, comment))
        return str(comment)

    def _react(self, event: Event) -> None:
        if self.ids[event.to] in self.server.media:
            self.server.media[self.ids[event.to]]["like_count"] += 1

    def _share(self, event: Event) -> None:
        if event.by != "brand":
            self.server.figures[self.ids[event.to]]["shares"] += 1

    def _edit(self, event: Event) -> None:
        """Comments cannot be edited."""
        if self.ids[event.to] in self.server.media:
            self.server.edit(self.ids[event.to], event.text)

    def _delete(self, event: Event) -> None:
        self.server.delete(self.ids[event.to])

    def _block(self, event: Event) -> None:
        """Instagram says of what they wrote that it is not there."""
        theirs = [key for key, one in self.server.comments.items() if one["by"] == self._who(event)]
        for native in theirs:
            self.server.delete(native)

    def _who(self, event: Event) -> str:
        return str(double.ME) if event.by == "brand" else self.people[event.by]
