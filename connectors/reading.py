"""Reading what strangers wrote into a platform's JSON: tolerant, pure, never raising. Knows no platform."""

import json
import re
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Any, Literal

from connectors.records import BadRow, Page, Window

LIVE = timedelta(hours=1)
"""A window that ended less than this before its page was fetched is live: the page shows how its end was."""
RAW_LIMIT = 20_000

Entity = Literal["interaction", "post", "profile", "snapshot", "page"]

# PostgreSQL stores neither NUL nor half a surrogate pair, and JSON can carry both.
_UNSTORABLE = re.compile("[\x00\ud800-\udfff]")
_LATEST = 1 << 34
"""Seconds since 1970, in the year 2514: whatever is more is no time, but another unit."""
_LANGUAGE = re.compile(r"[A-Za-z]{2,3}(?:-[A-Za-z0-9]{1,8})*")


@dataclass(frozen=True, slots=True)
class Span:
    """A half-open span of time, `[start, end)`, for `in`."""

    start: datetime
    end: datetime

    def __contains__(self, at: datetime) -> bool:
        return self.start <= at < self.end


def record(value: Any) -> dict[str, Any]:
    """`value` if it is an object, else an empty one."""
    return value if isinstance(value, dict) else {}


def parsed(body: str | bytes | None) -> Any:
    """What a landed page (or a piece of its context) holds as JSON; None for what is none."""
    try:
        return json.loads(body) if body else None
    except (ValueError, RecursionError):
        return None


def items(value: Any) -> list[Any]:
    """`value` if it is a list, else an empty one."""
    return value if isinstance(value, list) else []


def text(value: Any) -> str | None:
    """`value` if it is text, with what no database stores replaced by U+FFFD; else None."""
    if not isinstance(value, str):
        return None
    # Known without looking at each character, or by looking quickly: none of these can be printed.
    is_plain = (value.isascii() and "\x00" not in value) or value.isprintable()
    return value if is_plain else _UNSTORABLE.sub("\ufffd", value)


def count(value: Any) -> int | None:
    """A count as the platform gave it; None when it gave none."""
    return value if type(value) is int and 0 <= value < 2**63 else None  # a bool's type is bool


def moment(value: Any) -> datetime | None:
    """An RFC 3339 time in UTC; None for anything else (a time without a zone included)."""
    if not isinstance(value, str) or len(value) > 64:
        return None
    try:
        parsed = datetime.fromisoformat(value)
        return parsed if parsed.tzinfo is UTC else parsed.astimezone(UTC) if parsed.tzinfo else None
    except (ValueError, OverflowError):
        return None


def since_1970(value: Any, a_second: int = 1) -> datetime | None:
    """A time in UTC from a count since 1970, of which `a_second` are a second; None for anything else."""
    number = count(value)
    if number is None or number // a_second >= _LATEST:
        return None
    whole = datetime.fromtimestamp(number // a_second, UTC)
    return whole.replace(microsecond=number % a_second * 1_000_000 // a_second)


def language(value: Any) -> str | None:
    """A language tag ("en", "pt-BR"); None for anything else."""
    return value if isinstance(value, str) and _LANGUAGE.fullmatch(value) else None


def seen_at(page: Page, window: Window) -> datetime:
    """The moment that a page which shows how things stand speaks of: its own, but the last one inside a live
    window, so that the run which fetched it can see it."""
    is_live = page.fetched_at - window.end < LIVE
    return min(page.fetched_at, window.end - timedelta(microseconds=1)) if is_live else page.fetched_at


def bad(entity: Entity, check: str, reason: str, location: str, raw: Any) -> BadRow:
    """What could not be read, as it was (JSON, cut at 20,000 characters)."""
    return BadRow(entity, check, reason, location, json.dumps(raw, ensure_ascii=True)[:RAW_LIMIT])
