"""What of a section stands in the mail, which is read in two minutes on a phone; the rest goes to the full page.

A lead decides by what changed, what fell short, who is meant and what to do next: so the mail says nothing twice (what
the five sentences told is left to the page), no interval of what is no change, no fine print and no tables.
"""

import re
from dataclasses import dataclass, replace

from tasks.core.digest.view import (
    Block,
    ChartBlock,
    Facts,
    Line,
    Lines,
    Paragraph,
    Proposals,
    Section,
    Sentences,
    Table,
)

WORDS_MOST = 500
"""Words of a mail without its foot: two minutes, at the 240 to 260 a minute that people read (Brysbaert 2019)."""


@dataclass(frozen=True, slots=True)
class Room:
    """How much of a section the mail has room for: facts in all, lines of each list, and whether for a chart."""

    facts: int
    lines: int
    has_chart: bool = False
    has_notes: bool = True
    """Whether what is said quietly behind a line stands there too."""


_ROOMS = {
    "sentences": Room(0, 0),
    "rule": Room(3, 0, has_chart=True),
    "conversation": Room(0, 0, has_chart=True),
    "people": Room(0, 2),
    "content": Room(1, 2),
    "hours": Room(2, 0),
    "campaigns": Room(0, 2),
    "topics": Room(2, 2),
    "unheard": Room(1, 0),
    "workload": Room(1, 0),
    "data-quality": Room(1, 2),
    "next-week": Room(3, 3, has_notes=False),
}
_ROOM = Room(3, 2)
ELSEWHERE = "Nothing to decide by; the figures are on the full page."
_NO_CHANGE = re.compile(r"(no clear change) \(9\d %: [^)]*\)")
_LEVEL = re.compile(
    r" \((?:\d+ %, )?95 %: [^)+−]*(?<!more)(?<!fewer)\)(?=[.,;]|$)"
    r"|(?:; )?95 % interval [\d.,]+ to [\d.,]+(?: %)?|95 %: [\d.]+ to [\d.]+; "
)
"""The interval of a figure by itself; that of a change stays."""


def slim(section: Section) -> Section:
    """`section` with the blocks that the mail has room for; the page says it whole."""
    room = _ROOMS.get(section.key, _ROOM)
    kept: list[Block] = []
    facts, has_chart = room.facts, room.has_chart
    for block in section.blocks:
        shown = _shown(block, room, facts, has_chart=has_chart)
        if shown is not None:
            kept.append(shown)
            facts -= len(shown.facts) if isinstance(shown, Facts) else 0
            has_chart = has_chart and not isinstance(shown, ChartBlock)
    quiet = section.quiet if kept or not section.blocks else section.quiet or ELSEWHERE
    return replace(section, blocks=tuple(kept), whole=section.page, quiet=quiet)


def _shown(block: Block, room: Room, facts: int, *, has_chart: bool) -> Block | None:
    """What of `block` stands in the mail; None: nothing."""
    if isinstance(block, Facts):
        told = [replace(fact, note=_brief(fact.note)) for fact in block.facts if not fact.is_page_only]
        return Facts(tuple(told[:facts])) if told[:facts] else None
    if isinstance(block, Lines):
        lines = tuple(_line(line, room) for line in block.lines[: room.lines])
        return replace(block, lines=lines) if lines and not block.is_page_only else None
    if isinstance(block, Sentences):
        return Sentences(tuple((figure, _brief(said)) for figure, said in block.sentences))
    if isinstance(block, Proposals):
        return Proposals(tuple(replace(each, evidence=_brief(each.evidence)) for each in block.proposals))
    is_fine_print = isinstance(block, Paragraph) and block.is_quiet
    if isinstance(block, Table) or is_fine_print or (isinstance(block, ChartBlock) and not has_chart):
        return None
    return block


def _line(line: Line, room: Room) -> Line:
    note = _brief(line.note) if room.has_notes else ""
    return replace(line, text=line.brief or _brief(line.text), note=note)


def _brief(said: str) -> str:
    """`said` without the intervals of what is no change, and of figures by themselves: the page has them."""
    return _LEVEL.sub("", _NO_CHANGE.sub(r"\1", said)).strip()
