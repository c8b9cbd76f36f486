"""A source, read once: its rows in a temporary file, and in memory where each is, its moment, and two fingerprints.

Held per row are some 50 bytes, whatever the rows hold; some hundreds where a row repeats another, contradicts it, or is
of nobody in particular. A row whose date cannot be read has that of the nearest good row before it (else after it), so
that it belongs to exactly one window.
"""

import bisect
import hashlib
import json
import tempfile
import threading
from array import array
from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from itertools import chain
from typing import IO

from connectors.errors import Malformed
from connectors.exported.owner import of_member, with_owner
from connectors.exported.people import is_nobodys
from connectors.exported.preset import Part, Preset
from connectors.exported.reading import Seen, rows_of
from connectors.exported.records import moment_of, records_of
from connectors.exported.rows import Row
from connectors.exported.sources import Member, Source
from connectors.exported.values import Setting
from connectors.exported.wholes import completing
from connectors.exports_values import Unreadable
from connectors.records import AudienceSnapshot, Interaction, Record, Window

IN_MEMORY = 64 << 10
"""A small file's rows never touch the disk."""
_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
_MICROSECOND = timedelta(microseconds=1)
_UNREAD = -(2**63)


def _numbers() -> "array[int]":
    return array("q")


@dataclass(slots=True)
class Spool:
    """What is known of one version of a source."""

    source: Source
    preset: Preset
    settings: dict[str, Setting]
    """Of the files that rows came from, by their names in the source."""
    file: IO[bytes]
    seen: Seen = field(default_factory=Seen)
    kinds: "Counter[str]" = field(default_factory=Counter)
    own: int = 0
    bad: int = 0
    reason: str = ""
    """Of the first row that could not be read."""
    problems: dict[int, tuple[str, str]] = field(default_factory=dict)
    repeats: set[int] = field(default_factory=set)
    offsets: "array[int]" = field(default_factory=_numbers)
    moments: "array[int]" = field(default_factory=_numbers)
    keys: "array[int]" = field(default_factory=_numbers)
    contents: "array[int]" = field(default_factory=_numbers)
    order: "array[int]" = field(default_factory=_numbers)
    lock: threading.Lock = field(default_factory=threading.Lock)

    def rows_of(self, window: Window) -> Iterable[int]:
        """The rows of the half-open window, oldest first."""
        low, high = (
            bisect.bisect_left(self.order, micros(at), key=self.moments.__getitem__)
            for at in (window.start, window.end)
        )
        return (row for row in self.order[low:high] if row not in self.repeats)

    def line(self, row: int) -> bytes:
        """The row as it was written down: a line of JSON."""
        with self.lock:
            self.file.seek(self.offsets[row])
            return self.file.read(self.offsets[row + 1] - self.offsets[row])

    def span(self) -> tuple[datetime, datetime] | None:
        """The first and the last moment (UTC); None without rows."""
        if not self.order:
            return None
        first, last = self.moments[self.order[0]], self.moments[self.order[-1]]
        return _EPOCH + first * _MICROSECOND, _EPOCH + last * _MICROSECOND


def spooled(source: Source, preset: Preset, base: Setting) -> Spool:
    """Read the source by the preset. Raises Malformed when it cannot be used as a whole."""
    owner = with_owner(source, preset, base)
    spool = Spool(source, preset, {}, tempfile.SpooledTemporaryFile(IN_MEMORY))  # noqa: SIM115 (kept open)
    undated: set[int] = set()
    copies: Counter[tuple[str, int]] = Counter()
    last = _UNREAD
    whole = completing(source, preset, owner)
    for member, part, row in chain(whole.problems, rows_of(source, preset, spool.seen)):
        if member.name not in spool.settings:
            spool.settings[member.name] = of_member(owner, source, member)
        at = _add(spool, copies, member, part, whole.row(row, part, spool.settings[member.name]))
        if at is None:
            undated.add(len(spool.moments) - 1)
        last = last if at is None else at
        spool.moments[-1] = last
    spool.offsets.append(spool.file.tell())
    _date(spool, undated)
    _find_repeats(spool)
    spool.order = array("q", sorted(range(len(spool.moments)), key=spool.moments.__getitem__))
    return spool


def micros(moment: datetime) -> int:
    """Microseconds since 1970."""
    return (moment - _EPOCH) // _MICROSECOND


def _add(
    spool: Spool, copies: "Counter[tuple[str, int]]", member: Member, part: Part, row: Row
) -> int | None:
    """Write the row down; its moment, when it has one."""
    records: list[Record] = []
    try:
        if row.values is None:
            raise Unreadable(row.check, row.reason)
        records = records_of(row.values, part, spool.settings[member.name])
        if is_nobodys(records):
            copies[mark := (member.name, _fingerprints(records, 0)[0])] += 1
            row = row.copy(copies[mark])
            records = records_of(row.values or {}, part, spool.settings[member.name])
    except Unreadable as problem:
        spool.bad += 1
        spool.reason = spool.reason or f"{member.name} {row.location}: {problem.reason}"
    spool.offsets.append(spool.file.tell())
    line = [member.name, part.name, row.location, row.values, row.check, row.reason, row.raw]
    spool.file.write(json.dumps(line).encode() + b"\n")
    at = moment_of(records)
    key, content = _fingerprints(records, len(spool.moments))
    spool.moments.append(_UNREAD)
    spool.keys.append(key)
    spool.contents.append(content)
    for record in records:
        if isinstance(record, Interaction):
            spool.kinds[record.kind] += 1
            spool.own += record.direction == "outbound"
        elif isinstance(record, AudienceSnapshot):
            spool.kinds["count of followers"] += 1
    return None if at is None else micros(at)


def _fingerprints(records: list[Record], number: int) -> tuple[int, int]:
    """Numbers that are the same for rows of the same id, and for rows that say the same."""
    first = next((record for record in records if isinstance(record, Interaction)), None)
    if first is None:
        return _hash(f"row {number}"), 0
    version = first.edited_at or ""  # versions of one post are one row in the end, and no contradiction
    return _hash(f"{first.platform}\0{first.native_id}\0{version}"), _hash(repr(records))


def _hash(text: str) -> int:
    digest = hashlib.blake2b(text.encode("utf-8", "surrogatepass"), digest_size=8).digest()
    return int.from_bytes(digest, "big", signed=True)


def _date(spool: Spool, undated: set[int]) -> None:
    following = _UNREAD
    for row in range(len(spool.moments) - 1, -1, -1):
        if row not in undated:
            following = spool.moments[row]
        elif spool.moments[row] == _UNREAD:
            spool.moments[row] = following
    if spool.moments and following == _UNREAD:
        told = f"no row of {len(spool.moments)} can be read as {spool.preset.name}: {spool.reason}"
        raise Malformed(f"{spool.source.path.name}: {told}")


def _find_repeats(spool: Spool) -> None:
    """Of rows with the same id the first stands; one that says the same is left out, another is a problem."""
    import numpy as np

    if not spool.keys:
        return
    keys = np.frombuffer(spool.keys, dtype=np.int64)
    order = np.argsort(keys, kind="stable")
    first = 0
    for place in np.flatnonzero(keys[order][1:] == keys[order][:-1]) + 1:
        row, before = int(order[place]), int(order[place - 1])
        first = first if spool.keys[first] == spool.keys[row] else before
        if spool.contents[row] == spool.contents[first]:
            spool.repeats.add(row)
        else:
            where = json.loads(spool.line(first))
            told = f"its id stands already at {where[0]} {where[2]}, with other content"
            spool.problems[row] = ("unique_id", told)
            spool.bad += 1
