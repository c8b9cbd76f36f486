"""An export file, read once: where each row stands, when it happened, and the root of its thread.

Held per row are numbers in arrays (some 40 bytes); the text stays in the file. Only while the index is made
does it hold the ids too.
"""

import bisect
from array import array
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from functools import lru_cache
from pathlib import Path
from typing import BinaryIO

from connectors.errors import Malformed
from connectors.exports_file import iter_lines, open_export, read_layout
from connectors.exports_rows import REQUIRED, ExportRow, Layout, kind_of, read_row, split_fields
from connectors.exports_threads import NO_PARENT, UNKNOWN_PARENT, roots_of
from connectors.exports_values import Unreadable, read_time
from connectors.records import Window

_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
_MICROSECOND = timedelta(microseconds=1)
_UNREAD = -(2**63)


def _numbers() -> "array[int]":
    return array("q")


@dataclass(frozen=True, slots=True)
class Slice:
    """One row of the file: its line (from 1), its bytes, the row of its thread's root, and what is wrong
    with it that only the whole file shows."""

    line: int
    raw: bytes
    root: int
    problem: Unreadable | None


@dataclass(slots=True)
class ExportIndex:
    """What is known of one version of a file."""

    path: Path
    layout: Layout
    offsets: "array[int]" = field(default_factory=_numbers)
    lengths: "array[int]" = field(default_factory=_numbers)
    lines: "array[int]" = field(default_factory=_numbers)
    moments: "array[int]" = field(default_factory=_numbers)
    """Microseconds since 1970; a row without a readable date has that of the nearest good row before it
    (else after it), so that it belongs to exactly one window."""
    parents: "array[int]" = field(default_factory=_numbers)
    roots: "array[int]" = field(default_factory=_numbers)
    order: "array[int]" = field(default_factory=_numbers)
    problems: dict[int, Unreadable] = field(default_factory=dict)
    repeats: set[int] = field(default_factory=set)
    """Rows that say word for word what an earlier row says."""
    bad_rows: int = 0
    brand_posts: set[int] = field(default_factory=set)

    def append(self, line: int, offset: int, length: int) -> int:
        """Add a row of which nothing but its place is known yet; returns its number."""
        self.lines.append(line)
        self.offsets.append(offset)
        self.lengths.append(length)
        self.parents.append(NO_PARENT)
        return len(self.lines) - 1

    def rows_of(self, window: Window) -> Iterable[int]:
        """The rows of the half-open window, oldest first; at the same moment in the order of the file."""
        start, end = (_micros(t) for t in (window.start, window.end))
        low = bisect.bisect_left(self.order, start, key=self.moments.__getitem__)
        high = bisect.bisect_left(self.order, end, key=self.moments.__getitem__)
        return (row for row in self.order[low:high] if row not in self.repeats)

    def span(self) -> tuple[datetime, datetime] | None:
        """The first and the last moment in the file (UTC); None for a file without rows."""
        if not self.order:
            return None
        first, last = self.moments[self.order[0]], self.moments[self.order[-1]]
        return _EPOCH + first * _MICROSECOND, _EPOCH + last * _MICROSECOND

    def slices(self, file: BinaryIO, rows: Iterable[int]) -> Iterator[tuple[int, Slice]]:
        """Each row's number and what stands there, read from `file`."""
        for row in rows:
            raw = self.raw(file, row)
            yield row, Slice(self.lines[row], raw, self.roots[row], self.problems.get(row))

    def raw(self, file: BinaryIO, row: int) -> bytes:
        """The bytes of one row, line end included."""
        file.seek(self.offsets[row])
        return file.read(self.lengths[row])


def load_index(path: Path, mapping: Mapping[str, str]) -> ExportIndex:
    """The index of the file as it is now; made once a process for each (path, mtime, size).

    Raises Denied or Malformed when the file as a whole cannot be used.
    """
    with open_export(path) as file:
        file.seek(0, 2)
        size = file.tell()
    return _index(path, path.stat().st_mtime_ns, size, tuple(sorted(mapping.items())))


@lru_cache(maxsize=32)
def _index(path: Path, _mtime: int, size: int, mapping: tuple[tuple[str, str], ...]) -> ExportIndex:
    if size == 0:
        raise Malformed(f"{path.name} is empty; expected a header line: {', '.join(REQUIRED)}")
    with open_export(path) as file:
        layout, start = read_layout(file, path.name, dict(mapping))
        index = ExportIndex(path, layout)
        _read_rows(index, file, start)
    _resolve_threads(index)
    index.order = array("q", sorted(range(len(index.moments)), key=index.moments.__getitem__))
    index.bad_rows += len(index.problems)
    return index


def _read_rows(index: ExportIndex, file: BinaryIO, start: int) -> None:
    """Fill the index row by row; then point each row to its parent."""
    ids: dict[str, int] = {}
    parent_ids: dict[int, str] = {}
    undated: set[int] = set()
    last = _UNREAD
    with open_export(index.path) as earlier:
        for number, offset, record in iter_lines(file, start, index.layout.delimiter):
            row = index.append(number, offset, len(record))
            try:
                fields = read_row(record, index.layout)
            except Unreadable:
                index.bad_rows += 1
                moment = _date_of(record, index.layout)
                if moment is None:
                    undated.add(row)
                index.moments.append(last if moment is None else moment)
                continue
            last = _micros(fields.created_at)
            index.moments.append(last)
            if not _is_first(index, earlier, ids, row, fields):
                continue
            if fields.parent_id is not None:
                parent_ids[row] = fields.parent_id
            if kind_of(fields) == "post":
                index.brand_posts.add(row)
    for row, parent_id in parent_ids.items():
        index.parents[row] = ids.get(parent_id, UNKNOWN_PARENT)
    _date_the_undated(index, undated)


def _is_first(index: ExportIndex, file: BinaryIO, ids: dict[str, int], row: int, fields: ExportRow) -> bool:
    """Whether no good row before this one has its id; else the row is noted as a repeat or a problem."""
    first = ids.setdefault(fields.id, row)
    if first == row:
        return True
    if read_row(index.raw(file, first), index.layout) == fields:
        index.repeats.add(row)
    else:
        index.problems[row] = Unreadable(
            "unique_id", f"id {fields.id!r} stands already on line {index.lines[first]}, with other content"
        )
    return False


def _date_of(record: bytes, layout: Layout) -> int | None:
    """The date of a row that is bad for another reason, so that it belongs to its own window."""
    try:
        fields = split_fields(record.rstrip(b"\r\n"), layout.delimiter) or []
        if len(fields) != layout.width:
            return None
        return _micros(read_time(fields[layout.columns["created_at"]].decode("utf-8")))
    except (Unreadable, UnicodeDecodeError):
        return None


def _date_the_undated(index: ExportIndex, undated: set[int]) -> None:
    following = _UNREAD
    for row in range(len(index.moments) - 1, -1, -1):
        if row not in undated:
            following = index.moments[row]
        elif index.moments[row] == _UNREAD:
            index.moments[row] = following
    if index.moments and following == _UNREAD:
        raise Malformed(
            f"{index.path.name}: no row of {len(index.moments)} has a readable created_at; expected ISO 8601 "
            "such as 2026-06-01T09:30:00Z"
        )


def _resolve_threads(index: ExportIndex) -> None:
    """The root of every row; rows in a circle of parents are problems, and roots to what hangs off them."""
    index.roots, circles = roots_of(index.parents, index.problems)
    for circle in circles:
        index.problems |= dict.fromkeys(circle, _cycle_problem(index, circle))


def _cycle_problem(index: ExportIndex, cycle: list[int]) -> Unreadable:
    if len(cycle) == 1:
        return Unreadable("no_cycle", "the row is its own parent")
    lines = ", ".join(str(index.lines[row]) for row in sorted(cycle)[:10])
    return Unreadable("no_cycle", f"the parents run in a circle through {len(cycle)} rows (lines {lines})")


def _micros(moment: datetime) -> int:
    return (moment - _EPOCH) // _MICROSECOND
