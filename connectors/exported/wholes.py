"""The whole of texts that stand cut in their own file: X's archive has long posts ("notes") in one of their own.

Nothing there names the post that it is the whole of. It is the one written in the same second that begins with the same
words, up to the mark of the cut; what fits none, or more than one that go on differently, is left alone. Learnt from
public programs that read the archive: a reply's leading mentions are not part of its note, short links have other ids
there, and "&" stands as it is.
"""

import html
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from typing import Any

from connectors.errors import Malformed
from connectors.exported.cells import in_full
from connectors.exported.preset import Part, Preset
from connectors.exported.reading import BROKEN, items_of, parts_for
from connectors.exported.rows import WHOLE, Row, bounded
from connectors.exported.sources import Member, Source
from connectors.exported.values import Setting, Values
from connectors.exports_values import Unreadable

MOST = 64 << 20
"""Characters of whole texts that are held; what more there is stays cut."""
SHORTEST = 100
"""Characters: what X cuts is longer, also in scripts of which a character counts as two. Who ends a short post with an
ellipsis means it."""
MENTIONS = 50
"""As many people as X lets an answer go to."""
_SECOND = timedelta(seconds=1)
_LINK = re.compile(r"https?://t\.co/\w+")
_CUT = re.compile(r"…(?:\s+https?://t\.co/\w+)*\s*\Z")
_MENTION = re.compile(r"@\w+\s+")


@dataclass(slots=True)
class Wholes:
    """Whole texts of one part, by the second they were written in."""

    part: Part
    held: int = 0
    _found: dict[int, list[tuple[datetime, Mapping[str, Any]]]] = field(default_factory=dict)

    def add(self, item: Mapping[str, Any], setting: Setting) -> None:
        """Keep one. Raises Unreadable where it has no date that can be read."""
        values = Values(item, self.part)
        at = values.moment("created_at", setting)
        if at is None:
            raise Unreadable("readable_date", "created_at is empty")
        self.held += len(values.text("text"))
        if self.held <= MOST:
            self._found.setdefault(int(at.timestamp()), []).append((at, item))

    def of(self, text: str, at: datetime) -> str | None:
        """What `text`, as it stands cut and written `at`, is in whole; None: it is not cut, or nobody can say."""
        cut = _CUT.search(text)
        if cut is None:
            return None
        second = int(at.timestamp())
        near = (each for place in (second - 1, second, second + 1) for each in self._found.get(place, ()))
        begins = list(_beginnings(text[: cut.start()]))
        told = {self._finished(item, begins) for when, item in near if abs(when - at) < _SECOND} - {None}
        return told.pop() if len(told) == 1 else None

    def _finished(self, item: Mapping[str, Any], begins: list[tuple[str, str]]) -> str | None:
        """The text of the item behind the mentions that it lacks, its links in full; None: it begins otherwise."""
        said = Values(item, self.part).text("text")
        for text in dict.fromkeys((said, html.unescape(said))):
            alike = _alike(text)
            for prefix, body in begins:
                if len(alike) > len(body) and alike.startswith(body):
                    return prefix + in_full(text, self.part, item)
        return None


def _beginnings(text: str) -> Iterator[tuple[str, str]]:
    """The text as it may begin in whole, with more and more of its leading mentions taken off (and put before)."""
    place = 0
    for _ in range(MENTIONS + 1):
        if len(text) - place < SHORTEST:
            return
        yield text[:place], _alike(text[place:])
        mention = _MENTION.match(text, place)
        if mention is None:
            return
        place = mention.end()


def _alike(text: str) -> str:
    """The text without what differs between a post and its note: ids of short links, and blanks."""
    return " ".join(_LINK.sub("\0", text).split())


@dataclass(slots=True)
class Completing:
    """Puts to rows what they are in whole. `problems`: what could not be read of the whole texts."""

    by_part: dict[str, Wholes]
    problems: list[tuple[Member, Part, Row]] = field(default_factory=list)

    def row(self, row: Row, part: Part, setting: Setting) -> Row:
        """The row, with its whole text beside it where there is one."""
        wholes = self.by_part.get(part.whole)
        if wholes is None or row.values is None:
            return row
        values = Values(row.values, part)
        try:
            at = values.moment("created_at", setting)
        except Unreadable:
            return row  # it is said where its records are made
        whole = wholes.of(values.cut(), at) if at else None
        return replace(row, values={**row.values, WHOLE: whole}) if whole else row


def completing(source: Source, preset: Preset, setting: Setting) -> Completing:
    """The whole texts of a source, read before the rows that they belong to."""
    wanted = {part.whole for part in preset.parts if part.whole}
    parts = [part.model_copy(update={"shape": "json"}) for part in preset.parts if part.name in wanted]
    found = Completing({part.name: Wholes(part) for part in parts})
    for member in source.members if parts and source.is_container else ():
        for part in parts_for(member, parts, is_single=False):
            _read(found, member, part, setting)
    return found


def _read(found: Completing, member: Member, part: Part, setting: Setting) -> None:
    wholes = found.by_part[part.name]
    try:
        if member.problem:
            raise Malformed(f"{member.name} is not opened: {member.problem}")
        for row in bounded(items_of(member, part), ""):
            try:
                if row.values is None:
                    raise Unreadable(row.check, row.reason)
                wholes.add(row.values, setting)
            except Unreadable as problem:
                bad = replace(row, values=None, check=problem.check, reason=problem.reason)
                found.problems.append((member, part, bad))
    except (Malformed, *BROKEN) as error:
        told = f"long posts stay cut from here on ({type(error).__name__}: {error})"
        found.problems.append((member, part, Row("", None, "whole_file", told)))
    if wholes.held > MOST:
        told = f"more than {MOST:,} characters of long posts: the rest stay cut"
        found.problems.append((member, part, Row("", None, "readable_file", told)))
