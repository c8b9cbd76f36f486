"""Days of the brand's week (tests/networks/week) on the real network: told as the doubles have it told."""

from collections.abc import Callable, Iterable, Mapping
from contextlib import AbstractContextManager
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from compose import Event
from found import Found, as_told, is_given
from pydantic import SecretStr
from stage import PATIENCE, Played
from week import DONE, ME, NOW, Told, at, events

from connectors.bluesky import Bluesky
from connectors.config import Account, Brand
from connectors.http import Patience, Timeouts
from connectors.records import BadRow, Window

pytestmark = [pytest.mark.network, pytest.mark.timeout(900)]

POSTS = 3
"""Of the week's posts, with all that was said and done below them: every record is a request, and each person five."""


def slice_of_the_week() -> list[Event]:
    """The first posts, everything below them, and the other things that the same people did meanwhile."""
    posts = [one for one in events() if one.act == "post"]
    kept = {one.id for one in posts[:POSTS]}
    people, end, found = {ME}, posts[POSTS].second, list[Event]()
    for one in events():
        is_below = one.to in kept and one.second < end + 86_400
        is_alone = not one.to and one.second < end and one.act in ("mention", "ugc", "hashtag", "follow")
        if one.id in kept or is_below or (is_alone and (one.by in people or one.act != "follow")):
            kept.add(one.id)
            people.add(one.by)
            found.append(one)
    return found


class OnTheNetwork(Played):
    """The week on the real network, so that it ends now."""

    platform = "bluesky"
    capabilities = Bluesky.capabilities

    def __init__(self, community: Any, folder: Path) -> None:
        super().__init__(community, folder)
        self.shift = datetime.now(UTC) - NOW
        self.signed: dict[str, Any] = {ME: community.person("brand")}

    @staticmethod
    def running(begins: datetime) -> AbstractContextManager[Any]:
        raise NotImplementedError

    def connector(
        self, now: datetime, page_size: int, patience: Patience, timeouts: Timeouts | None = None
    ) -> Bluesky:
        account = Account(
            platform="bluesky", handle=self.signed[ME].handle, service=self.server.pds, secret="X"
        )
        brand = Brand(slug="brand", name="Brand", hashtags=("blend",))
        return Bluesky(account, brand, secret=lambda _: SecretStr("a-pass-word"), page_size=page_size)

    def end_access(self) -> None:
        raise NotImplementedError

    def pointing(self, place: str) -> Any:
        raise NotImplementedError

    def emptied(self, body: Any) -> Any:
        raise NotImplementedError

    def person(self, name: str) -> str:
        self.signed[name] = self.server.person(name.replace("_", ""))
        return str(self.signed[name].did)

    @property
    def acts(self) -> Mapping[str, Callable[[Event], str | None]]:
        refer = self.server.ref
        return {
            **dict.fromkeys(("post", "comment", "reply", "mention", "ugc", "hashtag", "quote"), self._says),
            "react": lambda e: self._writes(e, "feed.like", {"subject": refer(self.ids[e.to])}) and None,
            "share": lambda e: self._writes(e, "feed.repost", {"subject": refer(self.ids[e.to])}),
            "follow": lambda e: self._writes(e, "graph.follow", {"subject": self.signed[ME].did}),
            "edit": lambda e: self.server.put_again(self.signed[e.by], self.ids[e.to], e.text),
            "delete": lambda e: self.server.delete(self.signed[e.by], self.ids[e.to]),
        }

    def _writes(self, event: Event, kind: str, record: dict[str, Any]) -> str:
        self.server.started, self.server.ticks = at(event) + self.shift, -1
        return str(self.server.write(self.signed[event.by], f"app.bsky.{kind}", record))

    def _says(self, event: Event) -> str:
        record: dict[str, Any] = {
            "text": event.text,
            "langs": ["en"],
            "facets": list(self._facets(event.text)),
        }
        if event.photo:
            record["embed"] = self.server.photo(self.signed[event.by])
        if event.act == "quote":
            record["embed"] = {
                "$type": "app.bsky.embed.record",
                "record": self.server.ref(self.ids[event.to]),
            }
        elif event.to:
            above = event
            while above.to:
                above = self.events[above.to]
            root, parent = self.server.ref(self.ids[above.id]), self.server.ref(self.ids[event.to])
            record["reply"] = {"root": root, "parent": parent}
        return self._writes(event, "feed.post", record)

    def _facets(self, text: str) -> Iterable[dict[str, Any]]:
        known = {"@brand": {"$type": "app.bsky.richtext.facet#mention", "did": self.signed[ME].did},
                 "#blend": {"$type": "app.bsky.richtext.facet#tag", "tag": "blend"}}  # fmt: skip
        for word, feature in known.items():
            if word in text:
                start = len(text[: text.index(word)].encode())
                index = {"byteStart": start, "byteEnd": start + len(word)}
                yield {"index": index, "features": [feature]}


def test_days_of_the_week_are_told_as_the_doubles_tell_them(community: Any, tmp_path: Path) -> None:
    stage = OnTheNetwork(community, tmp_path)
    happened = slice_of_the_week()
    stage.play(happened)
    stage.server.flush()
    told, now = Told.of(happened), datetime.now(UTC)
    window = Window(now - timedelta(days=8), now)
    made, records = stage.connector(now, 20, PATIENCE), list[Any]()
    for stream in made.streams:
        for page in made.fetch(stream.name, window, None):
            records += made.parse(stream.name, page, window)
    found = Found(stage, records)

    assert [one for one in records if isinstance(one, BadRow)] == []
    said = found.said()
    assert set(said) == {key for key, event in told.said.items() if is_given(event, stage.capabilities)}
    for key, one in said.items():
        facts = {"kind": one.kind, "direction": one.direction, "by": found.who(one), "text": one.text,
                 "parent": found.event(one.parent_native_id), "root": found.event(one.root_native_id),
                 "post": found.event(one.post_native_id)}  # fmt: skip
        assert as_told(told, told.said[key], stage.capabilities).items() <= facts.items()
        assert abs(one.occurred_at - at(told.said[key]) - stage.shift) < timedelta(seconds=3)
    acts = {key for kind in DONE.values() for way in ("inbound", "outbound") for key in found.done(kind, way)}
    assert acts == {(DONE[e.act], e.by, e.to) for e in told.done}
