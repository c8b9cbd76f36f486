"""Messages in CSV tables: what `rapport tiers predict` reads, and what training reads."""

import csv
from collections.abc import Iterable, Iterator
from pathlib import Path

from connectors.errors import ConfigError
from tasks.core.items import Message

OUTBOUND = {"1", "true", "yes"}
LONGEST_FIELD = 2**24
"""Characters of one field; the csv module's own limit is smaller than a text may be."""
MOST_DIGITS = 15
"""Of a count; what has more is none, and Python refuses to read thousands of them."""


def message_of(row: dict[str, str], number: int = 0) -> Message:
    """A row with the columns kind, lang, text and, where it has them, parent_text, parent_is_brand, media,
    hashtags (both separated by spaces) and author_followers."""
    followers = (row.get("author_followers") or "").strip()
    is_count = followers.isascii() and followers.isdigit() and len(followers) <= MOST_DIGITS
    return Message(
        interaction_id=number,
        kind=row.get("kind") or "comment",
        text=row.get("text") or "",
        lang=row.get("lang") or None,
        media=tuple((row.get("media") or "").split()),
        hashtags=tuple((row.get("hashtags") or "").split()),
        parent_text=row.get("parent_text") or None,
        parent_is_brand=(row.get("parent_is_brand") or "").strip().lower() in OUTBOUND,
        author_followers=int(followers) if is_count else None,
    )


def read_rows(path: Path) -> Iterator[dict[str, str]]:
    """The rows of a CSV file with a header, in UTF-8; what cannot be decoded is replaced."""
    csv.field_size_limit(LONGEST_FIELD)
    try:
        with path.open(encoding="utf-8-sig", errors="replace", newline="") as file:
            for row in csv.DictReader(_without_nul(file)):
                yield {name: value or "" for name, value in row.items() if isinstance(name, str)}
    except OSError as error:
        raise ConfigError(f"{path}: {error.strerror or error}") from error
    except csv.Error as error:
        raise ConfigError(f"{path}: not a table of comma-separated values: {error}") from error


def _without_nul(lines: Iterable[str]) -> Iterator[str]:
    return (line.replace("\0", "\ufffd") for line in lines)
