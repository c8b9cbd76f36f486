"""An event of the sandbox as the lines its API would send: JSON, one object a line."""

import json
from collections.abc import Iterator, Mapping
from zlib import crc32

from connectors.sandbox.dice import mix
from connectors.sandbox.events import ASKS, GRIEVANCES, WARM, Event
from connectors.sandbox.people import BRAND, Member, member
from connectors.sandbox.phrases import Speech, bank, words
from connectors.sandbox.world import World

SITE = "https://sandbox.example"

_encode = json.JSONEncoder(ensure_ascii=False, separators=(",", ":")).encode

_TAILED = frozenset({"mention", "direct_message", "review"})


class Scribe:
    """Writes the lines of one community for one brand."""

    def __init__(self, world: World, handle: str, name: str) -> None:
        self._world = world
        self._handle = handle
        self._name = name
        self._brand: dict[str, object] = {
            "id": "brand", "handle": handle, "name": name, "followers": None, "lang": None, "own": True,
        }  # fmt: skip

    def lines(self, event: Event) -> Iterator[str]:
        """The event's lines: one."""
        if event.what == "deletion":
            yield _encode({"type": "deletion", "id": event.id, "at": event.at})
        elif event.what in {"message", "edit"}:
            yield _encode(self._message(event))
        else:
            yield _encode(
                {
                    "type": "gesture", "id": event.id, "kind": event.kind, "at": event.at,
                    "author": self._author(event.author), "parent": event.parent, "root": event.root,
                    "post": event.post, "url": f"{SITE}/p/{event.root}" if event.root else None,
                    **({"text": self._vote(event)} if event.what == "poll_vote" else {}),
                }
            )  # fmt: skip

    def post_counts(self, post: str, at: int, counts: Mapping[str, int]) -> str:
        """Cumulative counts of a post as of second `at`."""
        return _encode({"type": "post_counts", "post": post, "at": at, "counts": counts})

    def audience(self, at: int, counts: Mapping[str, int]) -> str:
        """Cumulative counts of the brand's account as of second `at`."""
        return _encode({"type": "audience", "at": at, "counts": counts})

    def text(self, event: Event) -> str:
        """The words of a message; for an edit, as they are after it."""
        author = self._member(event.author)
        to = self._member(event.to)
        friend = member(self._world.seed, mix(event.salt, 31) % self._world.members)
        fixed = {
            "brand": self._name,
            "at": f"@{self._handle}",
            "name": to.first_name if to else "",
            "peer": f"@{to.handle}" if to else f"@{self._handle}",
            "friend": f"@{friend.handle}",
            "order": str(40_000 + event.salt % 30_000),
        }
        speech = Speech(
            event.lang,
            event.intent,
            event.id,
            event.parent,
            event.salt,
            author.manner if author else "plain",
            fixed,
        )
        text = self._with_tail(event, speech, words(speech))
        luck = mix(event.salt, crc32(event.id.encode()), 9)
        if event.kind in {"mention", "quote"} and fixed["at"] not in text:
            text = f"{fixed['at']} {text}" if luck % 10 < 7 else f"{text} {fixed['at']}"
        return self._edited(event, speech, text) if event.what == "edit" else text

    def _vote(self, event: Event) -> str:
        """The option voted for: the first of the poll's are the more popular ones."""
        asked = Speech("en", event.intent, event.post or "", None, event.salt, "plain", {})
        options = words(asked).split(" | ")
        luck = mix(event.salt, crc32(event.id.encode()), 51) % 100 / 100
        return options[int(luck * luck * len(options))]

    def _with_tail(self, event: Event, speech: Speech, text: str) -> str:
        """`text`, and now and then one more sentence, as people add."""
        intent = (
            "tail_case" if event.intent in GRIEVANCES else "tail_ask" if event.intent in ASKS else "tail_warm"
        )
        is_opening = event.parent is None and event.kind in _TAILED and event.intent in ASKS | WARM
        if not is_opening or intent not in bank(event.lang).say or mix(event.salt, 41) % 100 >= 40:
            return text
        stop = "." if text[-1:].isalnum() else ""
        return f"{text}{stop} {words(speech._replace(intent=intent, id=f'{event.id}t', parent=None))}"

    def _edited(self, event: Event, speech: Speech, text: str) -> str:
        """The words after an edit: a note at their end, or quite other words where a note would be odd."""
        if len(text) < 40:
            return words(speech._replace(id=f"{event.id}e"))
        intent = "edited_ask" if event.intent in ASKS else "edited"
        fixed = {**speech.fixed, "text": text}
        return words(speech._replace(intent=intent, parent=None, manner="plain", fixed=fixed))

    def _message(self, event: Event) -> dict[str, object]:
        is_private = event.kind == "direct_message"
        url = f"{SITE}/messages/{event.root}" if is_private else f"{SITE}/p/{event.id}"
        is_edit = event.what == "edit"
        return {
            "type": "message",
            "id": event.id,
            "kind": event.kind,
            "at": event.first_at if is_edit else event.at,
            "author": self._author(event.author),
            "parent": event.parent,
            "root": event.root,
            "post": event.post,
            "text": self.text(event),
            "lang": event.lang,
            "media": [event.media] if event.media else [],
            "edited_at": event.at if is_edit else None,
            "url": url,
            "compose": None if event.author == BRAND else f"{url}/reply",
        }

    def _author(self, number: int) -> dict[str, object]:
        who = self._member(number)
        if who is None:
            return self._brand
        return {
            "id": who.native_id, "handle": who.handle, "name": who.name, "followers": who.followers,
            "lang": who.lang, "own": False,
        }  # fmt: skip

    def _member(self, number: int) -> Member | None:
        return None if number == BRAND else member(self._world.seed, number)
