"""The simulated community as a platform: pages of JSON lines out of the seed, and their pure parser."""

import json
import re
from collections.abc import Iterable, Iterator
from datetime import UTC, datetime
from itertools import islice
from typing import Any

from connectors.base import Check, Stream
from connectors.config import Account, Brand
from connectors.records import (
    AudienceSnapshot,
    BadRow,
    Deletion,
    Interaction,
    Page,
    Post,
    PostSnapshot,
    Profile,
    Record,
    Window,
)
from connectors.sandbox.counts import audience_counts, post_counts
from connectors.sandbox.days import events_between
from connectors.sandbox.lines import Scribe
from connectors.sandbox.world import World

PAGE_LINES = 2_000

_HASHTAG = re.compile(r"#(\w+)")
_LINK = re.compile(r"https?://[^\s<>\"']+")


class Sandbox:
    """Connector for a community that is computed, not kept; see `connectors.sandbox`."""

    platform = "sandbox"
    streams: tuple[Stream, ...] = (
        Stream(
            "conversations",
            "events",
            "posts, messages, reactions, shares, follows, edits, deletions",
            feeds=("messages", "reactions", "replies"),
        ),
        Stream("counts", "events", "daily counts of the brand's posts and followers", feeds=("counts",)),
    )

    def __init__(self, account: Account, brand: Brand) -> None:
        self.account = account
        self.brand = brand
        self.world = World(account.seed, account.days, account.members, account.interactions, brand.zone)

    def fetch(self, stream: str, window: Window, cursor: str | None) -> Iterator[Page]:
        """The window's pages, made as they are asked for: at most one is in memory."""
        lines = self._lines(stream, window)
        fetched_at, number = datetime.now(UTC), 0
        while page := list(islice(lines, PAGE_LINES)):
            number += 1
            yield Page(number, "".join(f"{line}\n" for line in page).encode(), fetched_at)

    def next_cursor(self) -> str | None:
        """None: a window says all."""
        return None

    def parse(self, stream: str, page: Page, window: Window) -> Iterable[Record]:
        """The records of a page of JSON lines; what is no such line is a BadRow."""
        seen: set[str] = set()
        for number, line in enumerate(page.body.splitlines(), 1):
            try:
                found = list(_records(json.loads(line), seen))
            except (ValueError, KeyError, TypeError, AttributeError) as error:
                location = f"page {page.number} line {number}"
                reason = f"not a line of the sandbox: {type(error).__name__}"
                yield BadRow(
                    "page", "readable_line", reason, location, line.decode("utf-8", "backslashreplace")
                )
            else:
                yield from found

    def check(self) -> list[Check]:
        """Always well: there is nothing outside."""
        world = self.world
        detail = (
            f"seed {world.seed}, {world.days} days from {world.begins_at:%Y-%m-%d}, about {world.members:,} members "
            f"and {world.interactions:,} interactions"
        )
        return [Check(f"{self.brand.slug} · {self.account.key}", True, detail)]

    def close(self) -> None:
        """Nothing is held open."""

    def _lines(self, stream: str, window: Window) -> Iterator[str]:
        start, end = (-int(-moment.timestamp() // 1) for moment in (window.start, window.end))
        scribe = Scribe(self.world, self.account.handle, self.brand.name)
        if stream == "conversations":
            for event in events_between(self.world, start, end):
                yield from scribe.lines(event)
            return
        yield from (scribe.post_counts(*counts) for counts in post_counts(self.world, start, end))
        yield from (scribe.audience(*counts) for counts in audience_counts(self.world, start, end))


def _records(line: dict[str, Any], seen: set[str]) -> Iterator[Record]:
    match line["type"]:
        case "message":
            yield from _author(line, seen)
            yield from _message(line)
        case "gesture":
            yield from _author(line, seen)
            yield _gesture(line)
        case "deletion":
            yield Deletion("sandbox", line["id"], _time(line["at"]))
        case "post_counts":
            yield PostSnapshot("sandbox", line["post"], _time(line["at"]), **line["counts"])
        case "audience":
            yield AudienceSnapshot("sandbox", _time(line["at"]), **line["counts"])
        case other:
            raise ValueError(other)


def _author(line: dict[str, Any], seen: set[str]) -> Iterator[Profile]:
    author = line["author"]
    if author["id"] not in seen:
        seen.add(author["id"])
        yield Profile(
            platform="sandbox",
            native_id=author["id"],
            handle=author["handle"],
            display_name=author["name"],
            followers=author["followers"],
            lang=author["lang"],
            permalink=f"https://sandbox.example/@{author['handle']}",
            seen_at=_time(line["at"]),
        )


def _message(line: dict[str, Any]) -> Iterator[Record]:
    text, author = line["text"], line["author"]
    media = tuple(line["media"])
    hashtags = tuple(_HASHTAG.findall(text)) if "#" in text else ()
    edited_at = _time(line["edited_at"]) if line["edited_at"] else None
    if line["kind"] in {"post", "ugc_post"}:
        yield Post(
            platform="sandbox",
            native_id=line["id"],
            author_native_id=author["id"],
            published_at=_time(line["at"]),
            kind="poll" if "poll" in media else "post",
            text=text,
            is_own=line["kind"] == "post",
            is_ugc=line["kind"] == "ugc_post",
            media=media,
            hashtags=hashtags,
            permalink=line["url"],
            edited_at=edited_at,
        )
    yield Interaction(
        platform="sandbox",
        native_id=line["id"],
        kind=line["kind"],
        direction="outbound" if author["own"] else "inbound",
        author_native_id=author["id"],
        occurred_at=_time(line["at"]),
        text=text,
        parent_native_id=line["parent"],
        root_native_id=line["root"],
        post_native_id=line["post"],
        lang=line["lang"],
        permalink=line["url"],
        compose_link=line["compose"],
        media=media,
        hashtags=hashtags,
        links=tuple(_LINK.findall(text)) if "http" in text else (),
        edited_at=edited_at,
    )


def _gesture(line: dict[str, Any]) -> Interaction:
    return Interaction(
        platform="sandbox",
        native_id=line["id"],
        kind=line["kind"],
        direction="outbound" if line["author"]["own"] else "inbound",
        author_native_id=line["author"]["id"],
        occurred_at=_time(line["at"]),
        text=line.get("text"),
        parent_native_id=line["parent"],
        root_native_id=line["root"],
        post_native_id=line["post"],
        permalink=line["url"],
    )


def _time(seconds: int) -> datetime:
    return datetime.fromtimestamp(seconds, UTC)
