"""An export file as records: its header, its delimiter, and its rows with line numbers and offsets."""

from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import BinaryIO

from connectors.errors import Denied, Malformed
from connectors.exports_rows import OPTIONAL, REQUIRED, Layout, split_fields
from connectors.exports_values import Unreadable

MAX_ROW_BYTES = 4 << 20
MAX_ROW_LINES = 2_000
"""How far an open quote is followed before it counts as never closed."""

_BOMS = {b"\xff\xfe": "UTF-16", b"\xfe\xff": "UTF-16"}


def open_export(path: Path) -> BinaryIO:
    """The file, opened; raises Denied in words that say what to do."""
    try:
        return path.open("rb")
    except (FileNotFoundError, NotADirectoryError):
        raise Denied(f"{path.name} is not there: looked for {path}; mend `path` in rapport.toml") from None
    except IsADirectoryError:
        raise Malformed(f"{path} is a folder; `path` must name a CSV file") from None
    except PermissionError:
        raise Denied(f"{path} may not be read by this user; change its permissions") from None


def read_layout(file: BinaryIO, name: str, mapping: Mapping[str, str]) -> tuple[Layout, int]:
    """The delimiter and our columns from the header line, and where the rows begin.

    `mapping` is our column name -> the file's. Raises Malformed with what is expected and what was found.
    """
    header = file.readline()
    if (kind := _BOMS.get(header[:2])) is not None:
        raise Malformed(f"{name} is written in {kind}; save it as CSV in UTF-8")
    start = len(header)
    wanted = {ours: mapping.get(ours, ours) for ours in (*REQUIRED, *OPTIONAL)}
    if unknown := sorted(mapping.keys() - wanted.keys()):
        raise Malformed(f"columns maps {', '.join(unknown)}; what can be mapped is {', '.join(wanted)}")
    text = header.removeprefix(b"\xef\xbb\xbf").rstrip(b"\r\n")
    layouts = [_layout(text, delimiter, wanted) for delimiter in (",", ";", "\t")]
    best = max(layouts, key=lambda layout: (len(layout.columns), layout.width))
    needed = [*REQUIRED, *(ours for ours in OPTIONAL if ours in mapping)]
    if missing := [wanted[ours] for ours in needed if ours not in best.columns]:
        found = text[:200].decode("utf-8", "backslashreplace")
        raise Malformed(f"{name} has no column {', '.join(missing)}; its header line is: {found}")
    return best, start


def _layout(header: bytes, delimiter: str, wanted: Mapping[str, str]) -> Layout:
    try:
        fields = split_fields(header, delimiter) or []
    except Unreadable:
        fields = []
    names = [name.decode("utf-8", "backslashreplace").strip().lower() for name in fields]
    columns = {
        ours: names.index(theirs.lower()) for ours, theirs in wanted.items() if theirs.lower() in names
    }
    return Layout(delimiter, len(names), columns)


def iter_lines(file: BinaryIO, start: int, delimiter: str) -> Iterator[tuple[int, int, bytes]]:
    """(line number from 1, offset, bytes) of every record after the header.

    A record whose quote is not closed within bounds is its first line alone, and reading goes on after it,
    so that one broken row does not swallow the file.
    """
    file.seek(start)
    offset, number = start, 2
    while line := file.readline(MAX_ROW_BYTES):
        record, lines = line, 1
        if b'"' in line and _is_open(line, delimiter):
            record, lines = _follow_quote(file, line, delimiter)
            file.seek(offset + len(record))
        if record.strip(b"\r\n" + delimiter.encode()):
            yield number, offset, record
        offset += len(record)
        number += lines


def _is_open(record: bytes, delimiter: str) -> bool:
    try:
        return split_fields(record.rstrip(b"\r\n"), delimiter) is None
    except Unreadable:
        return False


def _follow_quote(file: BinaryIO, first: bytes, delimiter: str) -> tuple[bytes, int]:
    parts, size = [first], len(first)
    while len(parts) < MAX_ROW_LINES and size < MAX_ROW_BYTES and (line := file.readline(MAX_ROW_BYTES)):
        parts.append(line)
        size += len(line)
        if b'"' not in line:
            continue
        record = b"".join(parts)
        try:
            if split_fields(record.rstrip(b"\r\n"), delimiter) is not None:
                return record, len(parts)
        except Unreadable:
            break
    return first, 1
