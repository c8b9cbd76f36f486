"""Zoom's saved chats: "10:05:12 From Ann to Everyone:" with the text below (or, older, behind the colon), and the
tabbed file of a cloud recording, whose times count from the recording's start."""

import hashlib
import re
from collections import deque
from collections.abc import Iterator
from datetime import UTC, date, datetime, timedelta
from typing import Any, BinaryIO

from connectors.errors import Malformed
from connectors.exported.rows import Row

REMEMBERED = 2_000
"""Messages that a reply or reaction may quote."""
MOST_LINE = 200_000

_SAVED = re.compile(
    r"(\d{1,2}:\d\d:\d\d)(?: ?([AP]M))?\s+From\s+(?:([^:]+)\s+[Tt]o\s+([^:]+?)|([^:]+?))\s*:(?:\s+(.*))?$"
)
_CLOUD = re.compile(r"(\d{1,3}:\d\d:\d\d)\t([^\t]+?)\s*:?\t(.*)$")
_REPLYING = re.compile(r'Replying to "(.+?)"\s*', re.DOTALL)
_REACTED = re.compile(r'Reacted to "(.+?)" with "?(.+?)"?$', re.DOTALL)
_REMOVED = re.compile(r'Removed an? .+ reaction from "')
_PRIVATE = re.compile(r"\s*\((?:Direct Message|Privately)\)\s*$", re.IGNORECASE)
_DAY = re.compile(r"(20\d\d)[-_.]?([01]\d)[-_.]?([0-3]\d)")
_START = re.compile(r"GMT(20\d{6}-\d{6})")


def is_chat(sample: str) -> bool:
    """Whether one of the first lines is a message of a saved chat."""
    return any(_SAVED.match(line) or _CLOUD.match(line) for line in sample.splitlines()[:20])


def day_in(path: str) -> date | None:
    """The day that a file's path names, the nearest to its end: Zoom's own folders and recordings begin with it."""
    for match in reversed(list(_DAY.finditer(path))):
        try:
            return date(*map(int, match.groups()))
        except ValueError:
            continue
    return None


def messages(file: BinaryIO, path: str) -> Iterator[Row]:
    """The messages of a chat file: created_at (ISO; without an offset it is the saver's wall clock), from, to, text,
    kind, id and parent. Raises Malformed when `path` does not say of which day the times are."""
    reader = _Chat(path)
    number = 0
    while line := file.readline(MOST_LINE):
        number += 1
        text = (
            line.removeprefix(b"\xef\xbb\xbf")
            .decode("utf-8", "backslashreplace")
            .rstrip("\r\n")
            .replace("\0", "")
        )
        if (row := reader.line(text, number)) is not None:
            yield row
    if (row := reader.end()) is not None:
        yield row


class _Chat:
    def __init__(self, path: str) -> None:
        self._path = path
        self._day = day_in(path)
        start = _START.search(path)
        self._start = datetime.strptime(start[1], "%Y%m%d-%H%M%S").replace(tzinfo=UTC) if start else None
        self._last = timedelta(0)
        self._open: dict[str, Any] | None = None
        self._line = 0
        self._recent: deque[tuple[str, str]] = deque(maxlen=REMEMBERED)

    def line(self, text: str, number: int) -> Row | None:
        """The message that ended before this line, if one did."""
        if match := _CLOUD.match(text):
            begun = self._begin(self._recorded(match[1]), match[2], None, match[3])
        elif match := _SAVED.match(text):
            begun = self._begin(
                self._saved(match[1], match[2] or ""), match[3] or match[5], match[4], match[6] or ""
            )
        elif self._open is None:
            bad = Row(f"line {number}", None, "readable_message", "no message begins here", text[:500])
            return bad if text.strip() else None
        else:
            self._open["lines"].append(text.strip())
            return None
        ended = self.end()
        self._open, self._line = begun, number
        return ended

    def end(self) -> Row | None:
        """The message that is open, if it says anything."""
        if self._open is None:
            return None
        values, self._open = self._open, None
        text = "\n".join(values.pop("lines")).strip()
        if not text or _REMOVED.match(text):
            return None
        self._relate(values, text)
        values["id"] = _key(values["created_at"], values["from"], text)
        self._recent.append((values["text"], values["id"]))
        return Row(f"line {self._line}", values)

    def _relate(self, values: dict[str, Any], text: str) -> None:
        if reaction := _REACTED.fullmatch(text):
            values |= {"kind": "reaction", "text": reaction[2], "parent": self._quoted(reaction[1])}
        elif reply := _REPLYING.match(text):
            values |= {"text": text[reply.end() :] or text, "parent": self._quoted(reply[1])}
        else:
            values["text"] = text

    def _quoted(self, words: str) -> str:
        begin = words.removesuffix("...").removesuffix("…").strip()
        return next((key for text, key in reversed(self._recent) if text.startswith(begin)), "")

    def _begin(self, created_at: str, who: str, to: str | None, text: str) -> dict[str, Any]:
        is_private = bool(to and _PRIVATE.search(to))
        others = _PRIVATE.sub("", to or "").strip()
        return {
            "created_at": created_at,
            "from": who.strip(),
            "to": others,
            "kind": "direct_message" if is_private else "live_chat",
            "thread": f"{self._day}/" + "/".join(sorted((who.strip(), others))) if is_private else "",
            "lines": [text.strip()] if text.strip() else [],
        }

    def _recorded(self, time: str) -> str:
        """The moment of a time that counts from the recording's start."""
        if self._start is None:
            raise Malformed(
                f"{self._path} counts its times from the recording's start, and does not say when that was: keep the "
                "name that Zoom gave it (GMT20260601-090000_Recording.txt)"
            )
        return (self._start + _since(time)).isoformat()

    def _saved(self, time: str, half: str) -> str:
        """The moment of a wall-clock time, without an offset."""
        since = _since(time)
        if half:
            since = since % timedelta(hours=12) + timedelta(hours=12 * (half == "PM"))
        if self._day is None:
            raise Malformed(
                f"{self._path} says no day, and its lines only times: keep it in Zoom's own folder, or put the "
                "day before its name (2026-06-01 chat.txt)"
            )
        if since < self._last - timedelta(hours=12):  # past midnight
            self._day += timedelta(days=1)
        self._last = since
        midnight = datetime(self._day.year, self._day.month, self._day.day)  # noqa: DTZ001 (the saver's wall clock)
        return (midnight + since).isoformat()


def _since(time: str) -> timedelta:
    hours, minutes, seconds = map(int, time.split(":"))
    return timedelta(hours=hours, minutes=minutes, seconds=seconds)


def _key(*parts: str) -> str:
    return hashlib.sha256("\0".join(parts).encode("utf-8", "surrogatepass")).hexdigest()[:24]
