"""A private message as X shows it, to its records. Pure."""

from typing import Any

from connectors import reading
from connectors import x_values as values
from connectors.reading import bad, moment, record
from connectors.x_people import make_interaction
from connectors.x_posts import PostReader, where
from connectors.x_values import PLATFORM, Json


def read_message(reader: PostReader, item: Any, number: int) -> None:
    """Add what the page's item of that number says to what `reader` has read: nothing for what is no message, nor for
    one of another time."""
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
    if at in reader.span and native not in reader.told:
        reader.told.add(native)
        _add(reader, event, native, who, talk, at)


def _add(reader: PostReader, event: Json, native: str, who: str, talk: str, at: Any) -> None:
    entities = record(event.get("entities")) or event
    said, links = values.words_and_links(event.get("text"), entities)
    media, attached = reader.included.media, record(event.get("attachments"))
    kinds = tuple(media.get(str(key), "document") for key in reading.items(attached.get("media_keys")))
    is_own = who == reader.kinds.me
    reader.person(who)
    shown = (*kinds, "link") if links else kinds
    reader.out.append(
        make_interaction(
            PLATFORM, f"dm/{native}", "direct_message", "outbound" if is_own else "inbound", who, at, said, None,
            f"dm/{talk}", None, None, values.message_link(talk),
            None if is_own else values.message_compose_link(who), tuple(dict.fromkeys(shown)) if shown else (),
            values.hashtags(entities), links,
        )
    )  # fmt: skip
