"""The week on the double of X."""

from collections.abc import Callable, Mapping
from contextlib import AbstractContextManager
from datetime import datetime
from pathlib import Path
from typing import Any

import pytest
from compose import Event
from pydantic import SecretStr
from serving import Fault, double_of, serving
from stage import Played

from connectors import budgets, x_auth, x_fetch
from connectors.config import Account, Brand
from connectors.http import Patience, Timeouts
from connectors.x import X

double = double_of("x")


class Stage(Played):
    """Posts, and what refers to them."""

    platform = "x"
    capabilities = X.capabilities
    feed, path = "posts", "tweets"
    enums = ("lang", "type")
    nulls = ("lang", "entities", "public_metrics", "attachments", "in_reply_to_user_id", "created_at")
    frame = frozenset({"data", "meta", "next_token", "includes", "id"})
    ways = frozenset({
        "author_id", "conversation_id", "data", "event_type", "id", "includes", "meta", "next_token", "posts",
        "referenced_posts", "type", "username",
    })  # fmt: skip
    secrets = ("access-0",)
    somewhere = "page-token-00000000"

    @staticmethod
    def running(begins: datetime) -> AbstractContextManager[Any]:
        return serving(double.XDouble(begins))

    def connector(
        self, now: datetime, page_size: int, patience: Patience, timeouts: Timeouts | None = None
    ) -> X:
        account = Account(platform="x", handle="@brand", service=self.server.url, secret="T")
        brand = Brand(slug="b", name="B", hashtags=("blend",))
        self.server.today = now
        return X(account, brand, secret=lambda _: SecretStr("access-0"), page_size=page_size,
                 now=lambda: now, patience=patience, timeouts=timeouts)  # fmt: skip

    @property
    def acts(self) -> Mapping[str, Callable[[Event], str | None]]:
        server = self.server
        return {
            **dict.fromkeys(("post", "comment", "reply", "mention", "ugc", "hashtag"), self._says),
            "quote": lambda e: server.post(self._who(e), e.text, quote=self.ids[e.to]),
            "message": lambda e: f"dm/{server.message(self._who(e), e.text, self.people[e.to])}",
            "react": lambda e: server.like(self._who(e), self.ids[e.to]),
            "share": lambda e: server.repost(self._who(e), self.ids[e.to]),
            "follow": lambda e: server.followers.append(self._who(e)),
            "edit": lambda e: server.edit(self.ids[e.to], e.text),
            "delete": lambda e: server.delete(self.ids[e.to]),
            "block": self._block,
        }

    @classmethod
    def forget(cls, folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
        monkeypatch.setattr(x_auth, "_known", {})
        monkeypatch.setattr(x_fetch, "_listings", {})
        monkeypatch.setattr(budgets, "_shared", {})

    def person(self, name: str) -> str:
        return str(self.server.person(name))

    def end_access(self) -> None:
        self.server.access = "another"

    def fault(self, **given: Any) -> Fault:
        return Fault(**given)

    def pointing(self, place: str) -> Fault:
        return Fault(change=lambda body: {**body, "meta": {**body["meta"], "next_token": place}})

    def emptied(self, body: Any) -> Any:
        return {"meta": body["meta"] | {"result_count": 0}}

    def _says(self, event: Event) -> str:
        to = self.ids[event.to] if event.to else None
        return str(self.server.post(self._who(event), event.text, to=to, photo=event.photo))

    def _block(self, event: Event) -> None:
        """X lists none of their posts, and says of each that the brand may not see it."""
        for native, post in self.server.posts.items():
            if post["author_id"] == self._who(event):
                self.server.hidden.add(native)
                post["entities"], post["conversation_id"] = {}, native

    def _who(self, event: Event) -> str:
        return str(double.BRAND) if event.by == "brand" else self.people[event.by]
