"""What a cell of an export says: times, links, hashtags, languages, media. Pure."""

import re
from collections.abc import Mapping
from datetime import UTC, datetime
from typing import get_args
from urllib.parse import urlsplit

from connectors.records import MediaKind

MAX_TEXT = 100_000
"""Characters. No network lets anyone write more; what is longer is a broken quote or an attack."""
MAX_ID = 500

_HASHTAG = re.compile(r"(?<![\w&#])#(\w*[^\W\d]\w*)")
_LINK = re.compile(r"https?://[^\s<>\"']+")
_LANG = re.compile(r"[A-Za-z]{2,3}(?:[-_][A-Za-z0-9]{1,8})*")
_MEDIA_SPLIT = re.compile(r"[|;,\s]+")
_MEDIA_WORDS: Mapping[str, str] = {
    **{kind: kind for kind in get_args(MediaKind)},
    "image": "photo", "picture": "photo", "img": "photo", "animated_gif": "gif", "url": "link",
}  # fmt: skip
_MEDIA_EXTENSIONS: Mapping[str, str] = {
    "jpg": "photo", "jpeg": "photo", "png": "photo", "webp": "photo", "heic": "photo",
    "mp4": "video", "mov": "video", "webm": "video", "gif": "gif", "mp3": "audio", "m4a": "audio",
    "pdf": "document",
}  # fmt: skip


class Unreadable(Exception):
    """This row cannot be read: the rule it breaks, and the reason in words. Never leaves the connector."""

    def __init__(self, check: str, reason: str) -> None:
        super().__init__(reason)
        self.check = check
        self.reason = reason


def read_time(value: str) -> datetime:
    """An ISO 8601 date and time as UTC; one without an offset is taken as UTC (exports rarely say)."""
    value = value.strip()
    try:
        if len(value) < 13:  # a date alone would be read as midnight, and start the 24-hour clock there
            raise ValueError("no time of day")
        moment = datetime.fromisoformat(value)
        return moment.replace(tzinfo=UTC) if moment.tzinfo is None else moment.astimezone(UTC)
    except (ValueError, OverflowError):
        shown = value if len(value) <= 40 else value[:40] + "…"
        raise Unreadable(
            "readable_date", f"created_at {shown!r} is not an ISO 8601 date and time (2026-06-01T09:30:00Z)"
        ) from None


def hashtags_in(text: str) -> tuple[str, ...]:
    """The hashtags of a text, without #, each once."""
    return tuple(dict.fromkeys(_HASHTAG.findall(text)))


def links_in(text: str) -> tuple[str, ...]:
    """The web addresses of a text, without the punctuation behind them, each once."""
    return tuple(dict.fromkeys(link.rstrip(".,;:!?)]…") for link in _LINK.findall(text)))


def language(value: str) -> str | None:
    """A language tag in lower case; None for anything else."""
    word = value.strip()
    return word.lower() if _LANG.fullmatch(word) and word.lower() not in {"und", "zxx"} else None


def web_address(value: str) -> str | None:
    """`value` if a reader may be sent there: a plain http(s) address; else None."""
    word = value.strip()
    if not word.startswith(("http://", "https://")) or len(word) > 2000:
        return None
    return None if any(c.isspace() or c in "\"'<>\\" or not c.isprintable() for c in word) else word


def medium_of(word: str) -> str | None:
    """The kind of medium that a word, a file's name or an address names; None when it names none."""
    named = _MEDIA_WORDS.get(word.strip().lower())
    return named or _MEDIA_EXTENSIONS.get(word.partition("?")[0].rpartition(".")[2].strip().lower())


def media_in(value: str) -> tuple[str, ...]:
    """The kinds of media that a list of words and addresses names, each once; raises Unreadable."""
    return tuple(dict.fromkeys(_medium(word) for word in _MEDIA_SPLIT.split(value.strip()) if word))


def _medium(word: str) -> str:
    if known := _MEDIA_WORDS.get(word.lower()):
        return known
    if not word.startswith(("http://", "https://")):
        raise Unreadable("known_media", f"media is {word[:40]!r}, not a kind of media nor a web address")
    try:
        extension = urlsplit(word).path.rpartition(".")[2].lower()
    except ValueError:
        raise Unreadable(
            "known_media", f"media holds an address that cannot be read: {word[:80]!r}"
        ) from None
    return _MEDIA_EXTENSIONS.get(extension, "link")
