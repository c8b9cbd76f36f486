"""The week on the double of LinkedIn, as a page of an organisation sees it."""

from collections.abc import Callable, Mapping
from contextlib import AbstractContextManager
from datetime import datetime
from pathlib import Path
from typing import Any

import pytest
from compose import Event
from on_linkedin import begin_anew, double
from pydantic import SecretStr
from serving import Fault
from stage import Played

from connectors.config import Account, Brand
from connectors.http import Patience, Timeouts
from connectors.linkedin import LinkedIn
from connectors.records import Profile

SECRET = "LINKEDIN_TEST_TOKEN"
PHOTO = {"content": {"media": {"id": "urn:li:image:C4"}}}


class Stage(Played):
    """Posts of the page with comments one level deep; reposts and mentions as the page is notified of them."""

    platform = "linkedin"
    capabilities = LinkedIn.capabilities
    feed, path = "posts", "posts"
    enums = ("visibility", "feedDistribution", "lifecycleState")
    nulls = ("commentary", "visibility", "lifecycleState", "lifecycleStateInfo", "distribution", "content")
    frame = frozenset(
        {"elements", "paging", "start", "links", "href", "id", "publishedAt", "createdAt", "author"}
    )
    ways = frozenset({
        "action", "commentUrn", "commentsSummary", "created", "elements", "href", "id", "lastModifiedAt",
        "likesSummary", "links", "publishedAt", "rel", "time", "totalLikes",
    })  # fmt: skip
    secrets = (double.TOKEN, double.REFRESH)
    somewhere = "/rest/posts?start=0"
    has_links = True
    waits_midway = False

    @classmethod
    def forget(cls, folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
        begin_anew(monkeypatch, folder)

    @staticmethod
    def running(begins: datetime) -> AbstractContextManager[Any]:
        made: AbstractContextManager[Any] = double.running(begins)
        return made

    def connector(
        self, now: datetime, page_size: int, patience: Patience, timeouts: Timeouts | None = None
    ) -> LinkedIn:
        account = Account(platform="linkedin", handle="acme", service=self.server.url, secret=SECRET,
                          daily_requests=10_000)  # fmt: skip
        return LinkedIn(account, Brand(slug="b", name="B"), secret=lambda _: SecretStr(self.server.access),
                        page_size=page_size, now=lambda: now, patience=patience, timeouts=timeouts)  # fmt: skip

    @property
    def acts(self) -> Mapping[str, Callable[[Event], str | None]]:
        server = self.server
        return {
            "post": self._post,
            "comment": lambda e: server.comment(self._who(e), e.text, self.ids[e.to]),
            "reply": self._reply,
            "mention": lambda e: server.mention(self._who(e), e.text),
            "quote": self._repost,
            "share": self._repost,
            "react": lambda e: server.react(self._who(e), self.ids[e.to]) if e.to in self.ids else None,
            "follow": self._follow,
            "edit": self._edit,
            "delete": lambda e: server.delete(self.ids[e.to]),
            "block": self._block,
        }

    def person(self, name: str) -> str:
        return str(self.server.person(name.replace("_", "")))

    def is_brand(self, person: Profile) -> bool:
        return person.native_id == double.ME

    def end_access(self) -> None:
        self.server.expires_at = self.server.clock

    def fault(self, **given: Any) -> Fault:
        return Fault(**given)

    def pointing(self, place: str) -> Fault:
        links = [{"type": "application/json", "rel": "next", "href": place}]
        return Fault(change=lambda body: {**body, "paging": {**body["paging"], "links": links}})

    def emptied(self, body: Any) -> Any:
        return {**body, "elements": []}

    def _post(self, event: Event) -> str:
        urn = str(self.server.post(event.text, **(PHOTO if event.photo else {})))
        self.server.statistics[urn] = {"shareCount": 0}
        return urn

    def _reply(self, event: Event) -> str:
        """Whatever it answers, it stands below the comment."""
        above = self.events[event.to]
        while above.act == "reply":
            above = self.events[above.to]
        return str(self.server.comment(self._who(event), event.text, self.ids[above.to], self.ids[above.id]))

    def _repost(self, event: Event) -> str | None:
        """With words or without; the count holds both."""
        if event.to not in self.ids:
            return None
        of = self.ids[event.to]
        self.server.statistics[of]["shareCount"] += 1
        return str(self.server.repost(self._who(event), of, event.text))

    def _follow(self, event: Event) -> None:
        self.server.followers += 1

    def _edit(self, event: Event) -> None:
        self.server.edit(self.ids[event.to], event.text)

    def _block(self, event: Event) -> None:
        """LinkedIn says of what they wrote that it is not there."""
        theirs = [key for key, one in self.server.comments.items() if one["actor"] == self._who(event)]
        for number in theirs:
            self.server.comments.pop(number)

    def _who(self, event: Event) -> str:
        return str(double.ME) if event.by == "brand" else self.people[event.by]
