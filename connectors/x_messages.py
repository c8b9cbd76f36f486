"""Private messages as X shows them, to their records. Pure, and one pass, as with posts: the first try trusts the
shapes that X promises, and what breaks them is read with care."""

from datetime import UTC, datetime
from typing import Any

from connectors import reading
from connectors import x_values as values
from connectors.reading import bad, moment, record
from connectors.records import Direction
from connectors.x_kinds import Words
from connectors.x_people import make_interaction, where
from connectors.x_posts import PostReader
from connectors.x_values import PLATFORM, Json

_WRITTEN = len("2026-11-22T12:00:00.000Z")
_PLAIN = len(("id", "event_type", "created_at", "sender_id", "dm_conversation_id", "text"))
"""So many fields has a message of words alone."""
_NOTHING: Words = ()
_BROKEN = (TypeError, AttributeError, KeyError, ValueError)


class _Talks(dict[str, tuple[str, str]]):
    """The root and the page of each conversation; ValueError for what is none."""

    def __missing__(self, native: str) -> tuple[str, str]:
        if values.conversation(native) is None:
            raise ValueError
        found = self[native] = (f"dm/{native}", values.message_link(native))
        return found


class _Senders(dict[str, tuple[Direction, str | None]]):
    """Which way the messages of a person go, and where they are answered; ValueError for what is no id."""

    def __init__(self, me: str) -> None:
        super().__init__()
        self._me = me

    def __missing__(self, who: str) -> tuple[Direction, str | None]:
        if values.native(who) is None:
            raise ValueError
        is_own = who == self._me
        self[who] = ("outbound", None) if is_own else ("inbound", values.message_compose_link(who))
        return self[who]


def read_messages(reader: PostReader, items: list[Any]) -> None:
    """Add what the page's `items` say to what `reader` has read: nothing for what is no message, nor for one of
    another time."""
    talks, senders = _Talks(), _Senders(reader.kinds.me)
    start, end, told, add = reader.span.start, reader.span.end, reader.told, reader.out.append
    know, person, read_time, read_words = told.add, reader.person, datetime.fromisoformat, values.words
    for number, event in enumerate(items, 1):
        try:
            native, who, made = event["id"], event["sender_id"], event["created_at"]
            root, link = talks[event["dm_conversation_id"]]
            direction, compose = senders[who]
            said, at, fields = event["text"], read_time(made), len(event)
            if not (native.isdigit() and native.isascii() and len(native) <= 20) or len(made) != _WRITTEN:
                raise ValueError
            if event["event_type"] != "MessageCreate" or at.tzinfo is not UTC:
                raise ValueError
            if native in told or not start <= at < end:
                continue
            media = tags = links = _NOTHING
            if fields == _PLAIN:
                said = read_words(said)
            elif fields == _PLAIN + 1 and "attachments" in event:
                said, media = read_words(said), _attached(reader, event)
            else:
                said, media, tags, links = _shown(reader, event)
        except _BROKEN:
            _read_with_care(reader, event, number)
            continue
        know(native)
        if who not in told:
            person(who)
        add(
            make_interaction(
                PLATFORM, f"dm/{native}", "direct_message", direction, who, at, said, None, root, None, None,
                link, compose, media, tags, links,
            )
        )  # fmt: skip


def _read_with_care(reader: PostReader, item: Any, number: int) -> None:
    event = record(item)
    if event.get("event_type") not in (None, "MessageCreate"):
        return
    native, who = values.native(event.get("id")), values.native(event.get("sender_id"))
    talk = values.conversation(event.get("dm_conversation_id"))
    if native is None or who is None or talk is None:
        reason = "a message without an id, a sender or a conversation"
        reader.out.append(bad("interaction", "has_identity", reason, where(reader.page, number), item))
        return
    at = moment(event.get("created_at")) or values.made_at(native)
    if at not in reader.span or native in reader.told:
        return
    reader.told.add(native)
    said, media, tags, links = _shown(reader, event)
    is_own = who == reader.kinds.me
    reader.person(who)
    reader.out.append(
        make_interaction(
            PLATFORM, f"dm/{native}", "direct_message", "outbound" if is_own else "inbound", who, at, said, None,
            f"dm/{talk}", None, None, values.message_link(talk),
            None if is_own else values.message_compose_link(who), media, tags, links,
        )
    )  # fmt: skip


def _shown(reader: PostReader, event: Json) -> tuple[str | None, Words, Words, Words]:
    """What a message says, and the media, hashtags and links in it."""
    entities = record(event.get("entities")) or event
    said, links = values.words_and_links(event.get("text"), entities)
    shown: Words = ("link",) if links else ()
    if "attachments" in event:
        shown = tuple(dict.fromkeys((*_attached(reader, event), *shown)))
    return said, shown, values.hashtags(entities), links


def _attached(reader: PostReader, event: Json) -> Words:
    """The kinds of what is attached to a message, each once."""
    media, keys = reader.included.media, record(event["attachments"]).get("media_keys")
    if isinstance(keys, list) and len(keys) == 1:
        return (media.get(str(keys[0]), "document"),)
    return tuple(dict.fromkeys([media.get(str(key), "document") for key in reading.items(keys)]))
