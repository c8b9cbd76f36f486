"""What of a section stands in the mail, which is read in two minutes on a phone; the rest goes to the full page."""

import re
from dataclasses import dataclass, replace

from tasks.core.digest.view import Block, ChartBlock, Facts, Lines, Paragraph, Section, Table


@dataclass(frozen=True, slots=True)
class Room:
    """How much of a section the mail has room for: facts in all, lines of each list, and whether for a chart."""

    facts: int
    lines: int
    has_chart: bool = False
    has_fine_print: bool = False
    lists: int = 9
    """Of more lists than this the middle ones go: what is spoken of leads, what hurts ends."""


_NO_CHANGE = re.compile(r"(no clear change) \(9\d %: [^)]*\)")
_ROOMS = {
    "sentences": Room(0, 0),
    "rule": Room(5, 2, has_chart=True),
    "conversation": Room(2, 0, has_chart=True),
    "people": Room(6, 3, has_chart=True),
    "content": Room(2, 1),
    "hours": Room(2, 0, has_chart=True),
    "campaigns": Room(2, 1),
    "topics": Room(2, 2, lists=2),
    "unheard": Room(2, 1),
    "workload": Room(3, 0),
    "data-quality": Room(4, 2),
    "next-week": Room(3, 3, has_fine_print=True),
}
_ROOM = Room(3, 2)


def slim(section: Section) -> Section:
    """`section` with the blocks that the mail has room for: no tables, no fine print; the page says it whole."""
    room = _ROOMS.get(section.key, _ROOM)
    kept: list[Block] = []
    facts, has_chart = room.facts, room.has_chart
    lists = [block for block in section.blocks if isinstance(block, Lines)]
    middle = lists[room.lists - 1 : -1] if len(lists) > room.lists else []
    for block in section.blocks:
        shown = None if block in middle else _shown(block, room, facts, has_chart=has_chart)
        if shown is not None:
            kept.append(shown)
            facts -= len(shown.facts) if isinstance(shown, Facts) else 0
            has_chart = has_chart and not isinstance(shown, ChartBlock)
    return replace(section, blocks=tuple(kept), whole=section.page)


def _shown(block: Block, room: Room, facts: int, *, has_chart: bool) -> Block | None:
    """What of `block` stands in the mail; None: nothing."""
    if isinstance(block, Facts):
        shown = tuple(replace(fact, note=_brief(fact.note)) for fact in block.facts[:facts])
        return Facts(shown) if shown else None
    if isinstance(block, Lines) and len(block.lines) > room.lines:
        more = f"{len(block.lines) - room.lines} more on the full page."
        lines = tuple(replace(line, note=_brief(line.note)) for line in block.lines[: room.lines])
        return replace(block, lines=lines, more=more) if lines else None
    is_fine_print = isinstance(block, Paragraph) and block.is_quiet and not room.has_fine_print
    if isinstance(block, Table) or is_fine_print or (isinstance(block, ChartBlock) and not has_chart):
        return None
    return block


def _brief(note: str) -> str:
    """`note` without the interval of what is no change: the page has it."""
    return _NO_CHANGE.sub(r"\1", note)
