"""A row's values by the preset's names: text, moments, counts, ids. Pure; raises Unreadable."""

import hashlib
import html
import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, time, timedelta
from functools import lru_cache
from typing import Any
from zoneinfo import ZoneInfo

from connectors.exported.cells import at_path, cell_text, in_full, mended
from connectors.exported.headers import folded
from connectors.exported.preset import Part
from connectors.exported.rows import WHOLE
from connectors.exports_values import MAX_ID, MAX_TEXT, Unreadable

NOON = time(12)
_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
_OFFSET = re.compile(r"\s*(?:GMT|UTC|Z)?\s*([+-])(\d{1,2}):?(\d\d)?$")
_ZONELESS = re.compile(r"\s*(?:UTC|GMT|Z)$")
_GROUPED = re.compile(r"\d{1,3}([.,'\u00a0\u202f ])\d{3}(?:\1\d{3})*")
_UNKNOWN = frozenset({"", "-", "--", "—", "n/a", "na", "null", "none", "nan"})
_URN = re.compile(r"urn:li:(?:activity|share|ugcPost):(\d{15,25})")
_LINKEDIN_EARLIEST = datetime(2003, 5, 5, tzinfo=UTC)


@dataclass(frozen=True, slots=True)
class Setting:
    """What rows do not say and their file's surroundings do. Plain data: it lies beside the landed page."""

    platform: str
    handle: str
    names: tuple[str, ...]
    """Names under which the brand writes, in lower case."""
    zone: str
    captured_at: str
    """When the file was written, ISO 8601, UTC."""
    owner_id: str = ""
    owner_handle: str = ""
    day: str = ""
    """The day that the file's path names, for times without one."""
    permalink: str = ""


class Values:
    """The values of one row."""

    def __init__(self, values: Mapping[str, Any], part: Part) -> None:
        self.part = part
        self._fields = part.fields
        self._is_json = part.shape == "json"
        self.all = mended(values) if part.mojibake else values
        self._folded = {} if self._is_json else {folded(name): value for name, value in self.all.items()}

    def text(self, field: str) -> str:
        """The first value of the field that is not empty, as text without blanks around it; else empty."""
        names = self._fields.get(field)
        return next(self.texts(names), "") if names else ""

    def texts(self, names: Sequence[str]) -> Iterator[str]:
        """Every value under `names` that is not empty."""
        if self._is_json:
            found = (value for name in names for value in at_path(self.all, name))
        else:
            found = (self._cell(keys) for keys in _keys(tuple(names)))
        return (text for value in found if (text := cell_text(value)))

    def _cell(self, keys: Sequence[str]) -> Any:
        """A table's cell; "First + Last" are two in one."""
        if len(keys) == 1:
            return self._folded.get(keys[0])
        return " ".join(text for key in keys if (text := cell_text(self._folded.get(key))))

    def words(self) -> str | None:
        """What was said, in whole where the source has it so."""
        text = str(self.part.whole and self.all.get(WHOLE, "")) or self.cut()
        text = in_full(text, self.part, self.all)  # after that: the addresses it puts in are not escaped
        if len(text) > MAX_TEXT:
            raise Unreadable(
                "text_length", f"text is {len(text):,} characters long, at most {MAX_TEXT:,} can be"
            )
        return text or None

    def cut(self) -> str:
        """What was said, as it stands in the row itself."""
        text = self.text("text")
        return html.unescape(text).strip() if self.part.is_escaped else text

    def identifier(self, field: str) -> str:
        """An id, prefixed as the part says; empty when the row has none. A long one (a link) by its hash."""
        value = self.text(field)
        if value and (urn := _URN.search(value)):
            value = urn[0]
        value = value if len(value) <= MAX_ID - 40 else digest(value)
        return f"{self.part.id_prefix}{value}" if value else ""

    def count(self, names: Sequence[str], what: str) -> int | None:
        """A count; None when the row does not say."""
        word = next(self.texts(names), "")
        if word.lower() in _UNKNOWN:
            return None
        # Three digits behind a point are thousands: no tool writes thousandths of a count.
        digits = word if _GROUPED.fullmatch(word) else re.sub(r"[.,]0+$", "", word)
        digits = re.sub(r"\D", "", digits) if _GROUPED.fullmatch(digits) else digits
        if not (digits.isascii() and digits.isdigit() and len(digits) <= 15):
            raise Unreadable("readable_number", f"{what} is {word[:40]!r}, not a count")
        return int(digits)

    def moment(self, field: str, setting: Setting) -> datetime | None:
        """The moment that the field names, in UTC; None when it is empty."""
        value = self.text(field)
        if not value:
            return None
        zone = ZoneInfo(setting.zone if self.part.zone == "brand" else self.part.zone)
        for way in (*self.part.dates, "iso"):
            try:
                found = _read(value, way, setting.day)
            except (ValueError, OverflowError):
                continue
            try:
                return (found if found.tzinfo else found.replace(tzinfo=zone)).astimezone(UTC)
            except OverflowError:
                break
        ways = ", ".join(self.part.dates) or "ISO 8601"
        raise Unreadable(
            "readable_date", f"{field} {value[:40]!r} is not written as {ways}; `dates` can say how it is"
        )


def digest(*parts: str) -> str:
    """A stable id of what identifies a row."""
    return hashlib.sha256("\0".join(parts).encode("utf-8", "surrogatepass")).hexdigest()[:24]


def linkedin_moment(native_id: str) -> datetime | None:
    """When a LinkedIn post was made: its id's upper bits count milliseconds. None when the id does not say."""
    if (found := _URN.search(native_id)) is None:
        return None
    try:
        made = _EPOCH + timedelta(milliseconds=int(found[1]) >> 22)
    except OverflowError:
        return None
    return made if made > _LINKEDIN_EARLIEST else None


def noon_of(value: str, ways: Sequence[str], zone: ZoneInfo) -> datetime | None:
    """Noon of a day without a time of day, in UTC."""
    for way in (*ways, "%Y-%m-%d"):
        try:
            day = datetime.strptime(value[:40], way).date()  # noqa: DTZ007 (a day)
        except ValueError:
            continue
        return datetime.combine(day, NOON, zone).astimezone(UTC)
    return None


def _read(value: str, way: str, day: str) -> datetime:
    """`value` by one way of writing; naive when neither says which zone. Raises ValueError or OverflowError."""
    value = value[:80]
    if way in {"unix", "unix_ms"}:
        return _EPOCH + timedelta(seconds=float(value) / (1000 if way == "unix_ms" else 1))
    if "%d" not in way and way != "iso":
        value, way = f"{day} {value}", f"%Y-%m-%d {way}"
    if "%z" in way and not way.endswith("%z"):
        return datetime.strptime(value, way)  # noqa: DTZ007 (the offset stands in the middle)
    if "%z" in way and (offset := _OFFSET.search(value)):
        value = f"{value[: offset.start()]} {offset[1]}{int(offset[2]):02}{offset[3] or '00'}"
        return datetime.strptime(value, f"{way.removesuffix('%z').rstrip()} %z")
    is_utc = _ZONELESS.search(value)
    value = value[: is_utc.start()] if is_utc else value
    if way != "iso":
        found = datetime.strptime(value, way.replace("%z", "").strip())  # noqa: DTZ007 (the caller adds the zone)
    elif len(value) < 13:
        raise ValueError("no time of day")
    else:
        found = datetime.fromisoformat(value)
    return found.replace(tzinfo=UTC) if is_utc else found


@lru_cache(maxsize=1_024)
def _keys(names: tuple[str, ...]) -> tuple[tuple[str, ...], ...]:
    """The folded headers of a field's names, one or more a name."""
    return tuple(tuple(map(folded, name.split(" + "))) for name in names)
