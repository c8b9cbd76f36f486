"""One row of a conversation export, from bytes to checked fields. Pure.

What is refused, and by which check, is decided here once: the index of a file (threads, repeats) and the
parser of a landed page both ask `read_row`, so they cannot disagree about which rows are good.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import cast

from connectors.exports_values import (
    MAX_ID,
    MAX_TEXT,
    Unreadable,
    language,
    media_in,
    read_time,
    web_address,
)
from connectors.records import INTERACTION_KINDS, InteractionKind

REQUIRED = ("id", "parent_id", "author_id", "is_brand", "created_at", "text")
OPTIONAL = (
    "kind", "lang", "permalink", "likes", "shares", "media", "author_name", "author_followers",
)  # fmt: skip
_YES, _NO = frozenset({"true", "1", "yes"}), frozenset({"false", "0", "no"})


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
        media=media_in(values.get("media", "")),
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
