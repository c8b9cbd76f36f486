"""Tables as rows: CSV in whatever encoding and delimiter, with lines above the header; sheets of a workbook."""

import codecs
import re
import shutil
import tempfile
import zipfile
from collections.abc import Iterable, Iterator, Sequence
from datetime import date, datetime
from itertools import islice
from typing import Any, BinaryIO, cast

from connectors.errors import Malformed
from connectors.exported.headers import Head, told_apart
from connectors.exported.preset import Part
from connectors.exported.rows import Row, as_text
from connectors.exported.sources import SPREADSHEETS, Member
from connectors.exports_file import iter_lines
from connectors.exports_rows import split_fields
from connectors.exports_values import Unreadable

SEARCHED_LINES = 40
"""How far down a header is looked for."""
MOST_SHEET_BYTES = 64 << 20
SAMPLE = 256 << 10
DELIMITERS = (",", ";", "\t", "|")
_BROKEN = re.compile("[\udc80-\udcff]")
_BOMS = ((b"\xef\xbb\xbf", "utf-8"), (b"\xff\xfe", "utf-16"), (b"\xfe\xff", "utf-16"))


def is_workbook(member: Member) -> bool:
    """Whether the file is a spreadsheet and not text."""
    return member.name.lower().endswith(SPREADSHEETS)


def open_utf8(member: Member, encodings: Sequence[str]) -> BinaryIO:
    """The text of `member` in UTF-8, from its start, as a file that can be sought in: itself, or a temporary copy."""
    with member.open() as file:
        encoding = _encoding(file.read(SAMPLE), encodings)
    if encoding == "utf-8" and not member.is_zipped:
        return member.open()
    copy = cast("BinaryIO", tempfile.TemporaryFile())  # noqa: SIM115 (handed to the caller)
    with member.open() as file:
        if encoding == "utf-8":
            shutil.copyfileobj(file, copy, 1 << 20)
        else:
            decoder = codecs.getincrementaldecoder(encoding)("backslashreplace")
            while piece := file.read(1 << 20):
                copy.write(decoder.decode(piece).encode("utf-8", "backslashreplace"))
            copy.write(decoder.decode(b"", final=True).encode("utf-8", "backslashreplace"))
    copy.seek(0)
    return copy


def _encoding(sample: bytes, allowed: Sequence[str]) -> str:
    for bom, encoding in _BOMS:
        if sample.startswith(bom):
            return encoding
    if len(sample) > 3 and sample[1:2] == b"\0" and sample[3:4] == b"\0":
        return "utf-16-le"
    text = codecs.getincrementaldecoder("utf-8")("surrogateescape").decode(sample)
    broken = len(_BROKEN.findall(text))
    if broken <= len(text) - len(text.encode("ascii", "ignore")) - broken:
        return "utf-8"  # as a whole; rows that are not are told one by one
    return next((encoding for encoding in allowed if encoding != "utf-8"), "utf-8")


def text_heads(file: BinaryIO) -> list[Head]:
    """Every line at the beginning that may be the header, read with every delimiter."""
    heads = []
    file.seek(0)
    start = 3 * (file.read(3) == _BOMS[0][0])
    for delimiter in DELIMITERS:
        above: dict[str, str] = {}
        before: list[str] = []
        for number, offset, record in islice(iter_lines(file, start, delimiter), SEARCHED_LINES):
            try:
                cells = _cells(record, delimiter)
            except Unreadable:
                continue
            if len(cells) > 1 or delimiter == ",":
                line = number - 1  # `iter_lines` counts from the line below a header
                heads.append(Head(line, offset + len(record), told_apart(cells), delimiter, dict(above)))
            above.update(zip(before, cells, strict=False))
            before = cells
    return heads


def text_rows(file: BinaryIO, head: Head, part: Part) -> Iterator[Row]:
    """The rows below the header, each by its line; what cannot be read says why."""
    lines_of_head = _lines_up_to(file, head.after)
    for number, _, record in iter_lines(file, head.after, head.delimiter):
        location = f"line {number - 2 + lines_of_head + 1}"
        try:
            if b"\0" in record:
                raise Unreadable("no_nul", f"a NUL byte at position {record.index(0) + 1} of the row")
            cells = _cells(record, head.delimiter, is_strict=True)
            yield Row(location, _named(cells, head, part))
        except Unreadable as problem:
            yield Row(location, None, problem.check, problem.reason, as_text(record))


def _lines_up_to(file: BinaryIO, end: int) -> int:
    file.seek(0)
    return file.read(end).count(b"\n")


def _cells(record: bytes, delimiter: str, *, is_strict: bool = False) -> list[str]:
    fields = split_fields(record.rstrip(b"\r\n"), delimiter)
    if fields is None:
        raise Unreadable("readable_quotes", "a quoted field is never closed")
    try:
        return [cell.decode("utf-8", "strict" if is_strict else "backslashreplace") for cell in fields]
    except UnicodeDecodeError as error:
        byte = error.object[error.start]
        raise Unreadable("utf8", f"byte 0x{byte:02X} is no text in the encoding of the file") from None


def _named(cells: Sequence[str], head: Head, part: Part) -> dict[str, str]:
    width = len(head.names)
    if len(cells) < width or (len(cells) > width and part.answers != "pairs"):
        few = "few" if len(cells) < width else "many"
        raise Unreadable("column_count", f"too {few} columns: {len(cells)}, the header has {width}")
    values = dict(zip(head.names, cells, strict=False))
    values |= {f"+{number}": cell for number, cell in enumerate(cells[width:], 1)}
    return values | _above(head, part)


def _above(head: Head, part: Part) -> dict[str, str]:
    wanted = {name[1:] for names in part.fields.values() for name in names if name.startswith("^")}
    return {f"^{name}": value for name, value in head.above.items() if name in wanted}


def sheets(member: Member) -> Iterator[tuple[str, list[list[str]]]]:
    """The sheets of a workbook: name, and cells as text. Raises Malformed."""
    try:
        from python_calamine import CalamineError, CalamineWorkbook
    except ImportError:
        raise Malformed(
            f"{member.name}: spreadsheets need python-calamine: .venv/bin/pip install -e '.[spreadsheets]',"
            " or save it as CSV"
        ) from None
    if member.size > MOST_SHEET_BYTES or member.problem:
        raise Malformed(f"{member.name} is too large for a spreadsheet: save it as CSV")
    try:
        with member.open() as file, tempfile.TemporaryFile() as copy:
            shutil.copyfileobj(file, copy, 1 << 20)
            if _unpacked(cast("BinaryIO", copy)) > 4 * MOST_SHEET_BYTES:
                raise Malformed(f"{member.name} would unpack to more than can be read: save it as CSV")
            copy.seek(0)
            workbook = CalamineWorkbook.from_filelike(copy)
            for name in workbook.sheet_names:
                yield (
                    name,
                    [[_text(cell) for cell in row] for row in workbook.get_sheet_by_name(name).iter_rows()],
                )
    except (CalamineError, zipfile.BadZipFile, OSError, ValueError) as error:
        raise Malformed(f"{member.name} is no spreadsheet that can be read: {error}") from None


def _unpacked(copy: BinaryIO) -> int:
    if not zipfile.is_zipfile(copy):
        return 0
    with zipfile.ZipFile(copy) as archive:
        return sum(entry.file_size for entry in archive.infolist())


def sheet_heads(rows: Sequence[Sequence[str]]) -> list[Head]:
    """Every row at the beginning of a sheet that may be the header."""
    heads, above = [], dict[str, str]()
    for number, row in enumerate(rows[:SEARCHED_LINES], 1):
        heads.append(Head(number, number, told_apart(row), above=dict(above)))
        if number > 1:
            above.update(zip(rows[number - 2], row, strict=False))
    return [head for head in heads if any(head.names)]


def sheet_rows(sheet: str, rows: Iterable[Sequence[str]], head: Head, part: Part) -> Iterator[Row]:
    """The rows of a sheet below the header; empty ones are left out."""
    for number, row in enumerate(rows, 1):
        if number > head.after and any(row):
            yield Row(f"{sheet} row {number}", _named(list(row)[: len(head.names)], head, part))


def _text(cell: Any) -> str:
    """A cell as text: dates in ISO 8601, whole numbers without a point."""
    if isinstance(cell, datetime):
        return cell.isoformat(" ")
    if isinstance(cell, date):
        return cell.isoformat()
    if isinstance(cell, float) and cell.is_integer():
        return str(int(cell))
    return str(cell)
