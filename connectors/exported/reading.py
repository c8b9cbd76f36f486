"""Every row of a source, by the preset's parts, as its readers give it. One file that cannot be read stops no other."""

import zipfile
import zlib
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from pathlib import PurePosixPath
from typing import Any

from connectors.errors import Malformed
from connectors.exported import chat, json_items, tables
from connectors.exported.headers import best, explained, unread
from connectors.exported.preset import Part, Preset
from connectors.exported.rows import Row, bounded, is_named
from connectors.exported.sources import Member, Source

BROKEN = (zipfile.BadZipFile, zlib.error, EOFError, OSError, NotImplementedError, RuntimeError)
"""What opening or reading a damaged file raises."""
_SHAPES = {".json": ("json", "count"), ".js": ("json", "count"), ".txt": ("chat", "table")}


@dataclass(slots=True)
class Seen:
    """What was noticed on the way, for `rapport doctor`."""

    unread: dict[str, None] = field(default_factory=dict)
    """Headers that nothing was made of."""
    files: int = 0
    left_out: int = 0
    """Files that belong to no part: pictures, settings, other people's business."""


def rows_of(source: Source, preset: Preset, seen: Seen) -> Iterator[tuple[Member, Part, Row]]:
    """Every row with its file and part. Raises Malformed when the source is one file that cannot be used."""
    for member in source.members:
        parts = parts_for(member, preset.parts, is_single=not source.is_container)
        if not parts:
            seen.left_out += not any(
                is_named(member, part.files) for part in preset.parts if part.shape in {"owner", "whole"}
            )
            continue
        seen.files += 1
        try:
            if member.problem:
                raise Malformed(f"{member.name} is not opened: {member.problem}")
            yield from ((member, part, row) for part, row in _read(member, parts, seen))
        except Malformed as error:
            if not source.is_container:
                raise
            yield member, parts[0], Row("", None, "readable_file", str(error))
        except BROKEN as error:
            reason = (
                f"the file is damaged from here on ({type(error).__name__}: {error}); what came before is in"
            )
            yield member, parts[0], Row("", None, "whole_file", reason)
    if not source.is_container and not seen.files:
        raise Malformed(f"{source.path.name} is no file that the preset {preset.name} reads")


def parts_for(member: Member, parts: Sequence[Part], *, is_single: bool) -> list[Part]:
    """The parts that may be in the file: by its path in a folder or zip; a file by itself may be of any name."""
    suffix = PurePosixPath(member.name).suffix.lower()
    shapes = _SHAPES.get(suffix, ("table",))
    fitting = [part for part in parts if part.shape in shapes]
    named = [part for part in fitting if is_named(member, part.files)]
    if named or not is_single:
        return named
    ends = [p for p in fitting if is_named(member, [pattern.rpartition("/")[2] for pattern in p.files])]
    return ends or [part for part in fitting if part.shape in {"table", "chat"}]


def _read(member: Member, parts: list[Part], seen: Seen) -> Iterator[tuple[Part, Row]]:
    first = parts[0]
    if first.shape == "count":
        yield first, Row("", {"count": sum(row.values is not None for row in items_of(member, first))})
    elif first.shape == "json":
        yield from ((first, row) for row in bounded(items_of(member, first), ""))
    elif tables.is_workbook(member):
        yield from _sheets(member, parts, seen)
    else:
        chats = [part for part in parts if part.shape == "chat"]
        if chats and _is_chat(member, chats[0]):
            with tables.open_utf8(member, chats[0].encodings) as file:
                where = "/".join([*member.container.parts[-2:], member.name])
                yield from ((chats[0], row) for row in bounded(chat.messages(file, where), ""))
        else:
            yield from _text(member, [part for part in parts if part.shape == "table"] or parts, seen)


def _is_chat(member: Member, part: Part) -> bool:
    with tables.open_utf8(member, part.encodings) as file:
        return chat.is_chat(file.read(8_192).decode("utf-8", "replace"))


def items_of(member: Member, part: Part) -> Iterator[Row]:
    """The items of a JSON file, at the first of the part's places that has any."""
    folder = PurePosixPath(member.name).parent.name
    for path in part.items:
        count = 0
        with member.open() as file:
            for row in json_items.items(file, path, folder):
                count += 1
                yield row
        if count:
            return


def first_item(member: Member, part: Part) -> dict[str, Any] | None:
    """The first item of a JSON file; None when there is none that can be read."""
    try:
        return next((row.values for row in items_of(member, part)), None)
    except BROKEN:
        return None


def _text(member: Member, parts: Sequence[Part], seen: Seen) -> Iterator[tuple[Part, Row]]:
    encodings = tuple(dict.fromkeys(encoding for part in parts for encoding in part.encodings))
    with tables.open_utf8(member, encodings) as file:
        heads = tables.text_heads(file)
        found = best(parts, heads)
        if found is None:
            raise Malformed(explained(member.name, parts, heads))
        part, head = found
        seen.unread.update(dict.fromkeys(unread(part, head.names) if part.makes != "answers" else []))
        yield from ((part, row) for row in bounded(tables.text_rows(file, head, part), ""))


def _sheets(member: Member, parts: Sequence[Part], seen: Seen) -> Iterator[tuple[Part, Row]]:
    explanations = []
    for name, cells in tables.sheets(member):
        mine = [part for part in parts if part.shape == "table" and is_sheet(name, part)]
        heads = tables.sheet_heads(cells)
        found = best(mine, heads) if mine else None
        if found is None:
            explanations.append(
                explained(f"{member.name}, sheet {name}", mine, heads) if mine else f"sheet {name}: not read"
            )
            continue
        part, head = found
        seen.unread.update(dict.fromkeys(unread(part, head.names)))
        yield from ((part, row) for row in bounded(tables.sheet_rows(name, cells, head, part), ""))
        explanations = [""]
    if explanations and all(explanations):
        raise Malformed("; ".join(explanations))


def is_sheet(name: str, part: Part) -> bool:
    """Whether the part reads the sheet of that name."""
    return any(pattern in {"*", name} or name.lower() == pattern.lower() for pattern in part.sheets)
