"""One row of a conversation export, from bytes to checked fields. Pure.

What is refused, and by which check, is decided here once: the index of a file (threads, repeats) and the
parser of a landed page both ask `read_row`, so they cannot disagree about which rows are good.
"""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import cast, get_args
from urllib.parse import urlsplit

from connectors.records import INTERACTION_KINDS, InteractionKind, MediaKind

REQUIRED = ("id", "parent_id", "author_id", "is_brand", "created_at", "text")
OPTIONAL = (
    "kind", "lang", "permalink", "likes", "shares", "media", "author_name", "author_followers",
)  # fmt: skip
MAX_TEXT = 100_000
"""Characters. No network lets anyone write more; what is longer is a broken quote or an attack."""
MAX_ID = 500

_HASHTAG = re.compile(r"(?<![\w&#])#(\w*[^\W\d]\w*)")
_LINK = re.compile(r"https?://[^\s<>\"']+")
_YES, _NO = frozenset({"true", "1", "yes"}), frozenset({"false", "0", "no"})
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


@dataclass(frozen=True, slots=True)
class Layout:
    """How a file is written: its delimiter, how many columns, and where ours stand."""

    delimiter: str
    width: int
    columns: Mapping[str, int]


@dataclass(frozen=True, slots=True)
class ExportRow:
    """The checked fields of a row. Times are UTC; None: the file does not say."""

    id: str
    parent_id: str | None
    author_id: str
    is_brand: bool
    created_at: datetime
    text: str | None
    kind: str | None = None
    lang: str | None = None
    permalink: str | None = None
    likes: int | None = None
    shares: int | None = None
    media: tuple[str, ...] = ()
    author_name: str | None = None
    author_followers: int | None = None


def split_fields(line: bytes, delimiter: str) -> list[bytes] | None:
    """The fields of one CSV record (RFC 4180, without its line end), or None when a quote is left open.

    Raises Unreadable for text after a closing quote.
    """
    mark, fields, start = delimiter.encode(), [], 0
    while True:
        if line[start : start + 1] == b'"':
            end = _closing_quote(line, start + 1)
            if end is None:
                return None
            fields.append(line[start + 1 : end].replace(b'""', b'"'))
            end += 1
            if end < len(line) and line[end : end + 1] != mark:
                raise Unreadable("readable_quotes", f"text after the closing quote of field {len(fields)}")
        else:
            found = line.find(mark, start)
            end = len(line) if found < 0 else found
            fields.append(line[start:end])
        if end >= len(line):
            return fields
        start = end + 1


def _closing_quote(line: bytes, start: int) -> int | None:
    while (end := line.find(b'"', start)) >= 0:
        if line[end + 1 : end + 2] != b'"':
            return end
        start = end + 2
    return None


def read_row(line: bytes, layout: Layout) -> ExportRow:
    """The checked fields of one record; raises Unreadable with the first rule it breaks."""
    fields = split_fields(line.rstrip(b"\r\n"), layout.delimiter)
    if fields is None:
        raise Unreadable("readable_quotes", "a quoted field is never closed")
    if len(fields) != layout.width:
        few = "few" if len(fields) < layout.width else "many"
        raise Unreadable("column_count", f"too {few} columns: {len(fields)}, the header has {layout.width}")
    if b"\0" in line:
        raise Unreadable("no_nul", f"a NUL byte at position {line.index(0) + 1} of the row")
    values = {name: _decode(fields[at], name) for name, at in layout.columns.items()}
    return ExportRow(
        id=_identifier(values, "id"),
        parent_id=_identifier(values, "parent_id") if values["parent_id"].strip() else None,
        author_id=_identifier(values, "author_id"),
        is_brand=_truth(values["is_brand"]),
        created_at=read_time(values["created_at"]),
        text=_text(values["text"]),
        kind=_kind(values.get("kind", "")),
        lang=language(values.get("lang", "")),
        permalink=web_address(values.get("permalink", "")),
        likes=_count(values, "likes"),
        shares=_count(values, "shares"),
        media=_media(values.get("media", "")),
        author_name=values.get("author_name", "").strip()[:MAX_ID] or None,
        author_followers=_count(values, "author_followers"),
    )


def kind_of(row: ExportRow) -> InteractionKind:
    """The row's own kind; without one, what its place says.

    Brand: a post, or a reply when it has a parent. Member: a mention, or a reply. `post` is only ever the
    brand's own, so a member's is a mention; so is a brand's `post` that answers something a reply.
    """
    given = "" if row.kind == "post" else row.kind
    if given:
        return cast("InteractionKind", given)
    if row.parent_id is not None:
        return "reply"
    return "post" if row.is_brand else "mention"


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


def _decode(value: bytes, name: str) -> str:
    try:
        return value.decode("utf-8")
    except UnicodeDecodeError as error:
        raise Unreadable(
            "utf8", f"not UTF-8: byte 0x{value[error.start]:02X} at position {error.start + 1} of {name}"
        ) from None


def _identifier(values: Mapping[str, str], name: str) -> str:
    value = values[name].strip()
    if not value:
        raise Unreadable("has_id", f"{name} is empty")
    if len(value) > MAX_ID:
        raise Unreadable("has_id", f"{name} is {len(value):,} characters long, at most {MAX_ID} can be")
    return value


def _truth(value: str) -> bool:
    word = value.strip().lower()
    if word in _YES:
        return True
    if word in _NO:
        return False
    raise Unreadable("readable_is_brand", f"is_brand is {value[:40]!r}, not true/1/yes or false/0/no")


def _text(value: str) -> str | None:
    if len(value) > MAX_TEXT:
        raise Unreadable(
            "text_length", f"text is {len(value):,} characters long, at most {MAX_TEXT:,} can be"
        )
    return value or None


def _kind(value: str) -> str | None:
    word = value.strip().lower()
    if word and word not in INTERACTION_KINDS:
        known = ", ".join(sorted(INTERACTION_KINDS))
        raise Unreadable("known_kind", f"kind is {word[:40]!r}, not one of {known}")
    return word or None


def _count(values: Mapping[str, str], name: str) -> int | None:
    word = values.get(name, "").strip()
    digits = word.removesuffix(".0")  # a column with gaps that went through pandas
    if not word:
        return None
    if not (digits.isascii() and digits.isdigit() and len(digits) <= 15):
        raise Unreadable("readable_number", f"{name} is {word[:40]!r}, not a count")
    return int(digits)


def _media(value: str) -> tuple[str, ...]:
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
