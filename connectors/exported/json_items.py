"""The items of a JSON file one by one, however large it is: only one is ever in memory. Also of a JavaScript file that
assigns JSON to a name, as X's archive does."""

import codecs
import json
from collections.abc import Iterator
from typing import Any, BinaryIO

from connectors.exported.rows import Row
from connectors.exports_values import Unreadable

CHUNK = 1 << 18
MOST_ITEM = 8 << 20
"""Characters of one item; the largest post or message is thousands of times smaller."""
ASSIGNMENT = 4_096
"""How far in the JSON may begin."""

_DECODER = json.JSONDecoder()
_BLANKS = " \t\r\n"
_AFTER = frozenset(",:]}" + _BLANKS)
"""What ends a value: without it a number may go on in what is not read yet."""


def items(file: BinaryIO, path: str, folder: str) -> Iterator[Row]:
    """Every item at `path` ("[]", "messages[]", "[].dm.messages[]"), with what stands beside it on the way as ^name.

    `folder` is what the file lies in, kept as ^folder. What is cut short or broken ends the items with a row that
    says where.
    """
    reader = _Reader(file)
    tokens = path.replace("[]", ".[]").strip(".").split(".")
    number = 0
    try:
        reader.skip_assignment()
        for item, beside in _walk(reader, tokens, {"^folder": folder}):
            number += 1
            values = item if isinstance(item, dict) else {"value": item}
            yield Row(f"item {number}", values | beside)
    except Unreadable as problem:
        yield Row(f"item {number + 1}", None, problem.check, problem.reason, reader.shown())


def _walk(
    reader: "_Reader", tokens: list[str], beside: dict[str, Any]
) -> Iterator[tuple[Any, dict[str, Any]]]:
    if not tokens:
        yield reader.value(), beside
    elif reader.peek() not in {"[" if tokens[0] == "[]" else "{"}:
        reader.value()
    elif tokens[0] == "[]":
        for _ in reader.each("]"):
            yield from _walk(reader, tokens[1:], beside)
    else:
        seen = dict(beside)
        for _ in reader.each("}"):
            key = reader.value()
            reader.expect(":")
            if key == tokens[0]:
                yield from _walk(reader, tokens[1:], seen)
            else:
                value = reader.value()
                if isinstance(value, str | int | float):
                    seen[f"^{key}"] = value


class _Reader:
    """A window on the text that moves on; raises Unreadable where it is no JSON."""

    def __init__(self, file: BinaryIO) -> None:
        self._file = file
        self._decoder = codecs.getincrementaldecoder("utf-8")("backslashreplace")
        self._text = ""
        self._at = 0
        self._is_over = False

    def skip_assignment(self) -> None:
        """Go to the first bracket: past a byte order mark, or `window.YTD.x.part0 = `."""
        self._fill(ASSIGNMENT)
        places = [place for bracket in "[{" if (place := self._text.find(bracket, 0, ASSIGNMENT)) >= 0]
        if not places:
            raise Unreadable("readable_json", "the file holds no JSON")
        self._at = min(places)

    def each(self, end: str) -> Iterator[None]:
        """Once for every member of the array or object that begins here and ends with `end`."""
        self._at += 1
        if self.peek() == end:
            self._at += 1
            return
        while True:
            yield
            mark = self.peek()
            self._at += 1
            if mark == end:
                return
            if mark != ",":
                raise Unreadable("readable_json", f"{mark!r} stands where a comma or {end} was expected")

    def expect(self, mark: str) -> None:
        """Go past `mark`."""
        if self.peek() != mark:
            raise Unreadable("readable_json", f"{self.peek()!r} stands where {mark!r} was expected")
        self._at += 1

    def peek(self) -> str:
        """The next character that is not blank."""
        while True:
            while self._at < len(self._text) and self._text[self._at] in _BLANKS:
                self._at += 1
            if self._at < len(self._text):
                return self._text[self._at]
            if not self._fill(CHUNK):
                raise Unreadable("readable_json", "the file ends in the middle")

    def value(self) -> Any:
        """The value that begins here."""
        self.peek()
        while True:
            try:
                value, end = _DECODER.raw_decode(self._text, self._at)
                if self._is_over or self._text[end : end + 1] in _AFTER:
                    self._at = end
                    return value
            except RecursionError:
                raise Unreadable("readable_json", "it is nested too deeply") from None
            except ValueError as error:
                if self._is_over:
                    raise Unreadable(
                        "readable_json", f"the file ends in the middle, or is no JSON: {error}"
                    ) from None
            held = len(self._text) - self._at
            if held > MOST_ITEM:
                raise Unreadable(
                    "readable_json", f"an item of more than {MOST_ITEM:,} characters, or no JSON"
                )
            self._fill(max(held, CHUNK))

    def shown(self) -> str:
        """What stands where reading ended."""
        return self._text[self._at : self._at + 500]

    def _fill(self, size: int) -> bool:
        if self._is_over:
            return False
        piece = self._file.read(size)
        self._is_over = not piece
        self._text = self._text[self._at :] + self._decoder.decode(piece, final=self._is_over)
        self._at = 0
        return not self._is_over
