"""Reading what Instagram's Graph API gives of media, comments and messages: tolerant, pure, never raising."""

import re
from datetime import datetime
from typing import Any

from connectors import reading
from connectors.reading import count, items, record, text

PLATFORM = "instagram"
NOBODY = "unknown"
"""The native id that stands for everybody whom the platform does not name: who posted what a hashtag was found in."""
_ID = re.compile(r"[A-Za-z0-9_=-]{1,400}")
_NAME = re.compile(r"[\w.]{1,64}")
_TAG = re.compile(r"#(\w+)")
_MEDIA = {"IMAGE": "photo", "VIDEO": "video"}
_KINDS = {"REELS": "reel", "STORY": "story"}


def native_id(value: Any) -> str | None:
    """An id of a media, a comment, a person or a message; None for what cannot be one."""
    return value if isinstance(value, str) and _ID.fullmatch(value) else None


def username(value: Any) -> str | None:
    """A username, without @."""
    return value if isinstance(value, str) and _NAME.fullmatch(value) else None


def moment(value: Any) -> datetime | None:
    """A time: ISO 8601 as nearly everywhere, or seconds (or thousandths) since 1970."""
    number = count(value)
    if number is None:
        return reading.moment(value)
    return reading.since_1970(number) or reading.since_1970(number, 1000)


def web_address(value: Any) -> str | None:
    """An https address; None for anything else."""
    is_one = isinstance(value, str) and value.startswith(("https://", "http://")) and len(value) < 2048
    return value if is_one and value.isprintable() and " " not in value else None


def hashtags(said: str | None) -> tuple[str, ...]:
    """Hashtags without #, each once whatever its case, as first written."""
    found = _TAG.findall(said or "")
    return tuple({name.casefold(): name for name in reversed(found)}.values())[::-1]


def media_kinds(media: dict[str, Any]) -> tuple[str, ...]:
    """What a media shows, each kind once; an album shows what its parts do; unknown kinds are documents."""
    given = media.get("media_type")
    parts = [record(part).get("media_type") for part in items(record(media.get("children")).get("data"))]
    shown = parts if given == "CAROUSEL_ALBUM" else [given] if given else []
    return tuple(dict.fromkeys(_MEDIA.get(str(kind), "document") for kind in shown))


def post_kind(media: dict[str, Any]) -> str:
    """reel, story, carousel, else post."""
    product = str(media.get("media_product_type"))
    return _KINDS.get(product) or ("carousel" if media.get("media_type") == "CAROUSEL_ALBUM" else "post")


def author(thing: dict[str, Any]) -> tuple[str | None, str | None]:
    """(native id, username) of who wrote a comment or message, or posted a media; None where nobody says.

    A username alone stands for the id, with an @: of other people's posts the API names no more.
    """
    given = record(thing.get("from")) or record(thing.get("owner"))
    name = username(given.get("username")) or username(thing.get("username"))
    return native_id(given.get("id")) or (f"@{name}" if name else None), name


def profile_link(name: str | None) -> str | None:
    """A person's page."""
    return f"https://www.instagram.com/{name}/" if name else None


def inbox_link(name: str | None) -> str:
    """Where the conversation with a person opens ("ig.me links" of Meta's documentation), else the inbox."""
    return f"https://ig.me/m/{name}" if name else "https://www.instagram.com/direct/inbox/"


def attachments(message: dict[str, Any]) -> tuple[str, ...]:
    """The kinds of media that a message carries, each once."""
    found = []
    for item in items(record(message.get("attachments")).get("data")):
        kind = record(item)
        shown = [name for name in ("image", "video", "audio") if kind.get(f"{name}_data")]
        found.append({"image": "photo"}.get(shown[0], shown[0]) if shown else "document")
    found += ["link" for _ in items(record(message.get("shares")).get("data"))]
    return tuple(dict.fromkeys(found))


def shared_links(message: dict[str, Any]) -> tuple[str, ...]:
    """What a message shares, as addresses, each once."""
    shares = items(record(message.get("shares")).get("data"))
    found = (web_address(record(share).get("link")) for share in shares)
    return tuple(dict.fromkeys(link for link in found if link))


def said(value: Any) -> str | None:
    """A caption, comment or message; None when it has none."""
    return text(value) or None


def objects(edge: Any) -> list[dict[str, Any]]:
    """The objects of a list, as it stands in an answer."""
    return [one for one in items(record(edge).get("data")) if isinstance(one, dict)]
