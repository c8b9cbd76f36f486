"""What of a section stands in the mail, which is read in two minutes on a phone; the rest goes to the full page."""

from dataclasses import dataclass, replace

from tasks.core.digest.view import Block, ChartBlock, Facts, Lines, Paragraph, Section, Table


@dataclass(frozen=True, slots=True)
class Room:
    """How much of a section the mail has room for: facts in all, lines of each list, and whether for a chart."""

    facts: int
    lines: int
    has_chart: bool = False
    has_fine_print: bool = False


_ROOMS = {
    "sentences": Room(0, 0),
    "rule": Room(5, 2, has_chart=True),
    "conversation": Room(2, 0, has_chart=True),
    "people": Room(6, 3, has_chart=True),
    "content": Room(2, 1),
    "hours": Room(2, 0, has_chart=True),
    "campaigns": Room(2, 1),
    "topics": Room(2, 2),
    "unheard": Room(2, 1),
    "workload": Room(3, 0),
    "data-quality": Room(4, 2),
    "next-week": Room(3, 3, has_fine_print=True),
}
_ROOM = Room(3, 2)


def slim(section: Section) -> Section:
    """`section` as the mail has room for it; tables, further charts, fine print and what is cut lead `detail`."""
    room = _ROOMS.get(section.key, _ROOM)
    kept: list[Block] = []
    moved: list[Block] = []
    facts, has_chart = room.facts, room.has_chart
    for block in section.blocks:
        stays, goes = _halves(block, room, facts, has_chart=has_chart)
        kept += [stays] if stays is not None else []
        moved += [goes] if goes is not None else []
        facts -= len(stays.facts) if isinstance(stays, Facts) else 0
        has_chart = has_chart and not isinstance(stays, ChartBlock)
    return replace(section, blocks=tuple(kept), detail=(*moved, *section.detail))


def _halves(block: Block, room: Room, facts: int, *, has_chart: bool) -> tuple[Block | None, Block | None]:
    """What of `block` stays in the mail, and what goes to the page."""
    if isinstance(block, Facts) and len(block.facts) > facts:
        return Facts(block.facts[:facts]) if facts else None, Facts(block.facts[facts:])
    if isinstance(block, Lines) and len(block.lines) > room.lines:
        hidden = len(block.lines) - room.lines
        rest = f"{block.heading}, the rest" if block.heading else ""
        if not room.lines:
            return None, block
        more = f"{hidden} more on the full page."
        return replace(block, lines=block.lines[: room.lines], more=more), Lines(
            block.lines[room.lines :], rest
        )
    is_fine_print = isinstance(block, Paragraph) and block.is_quiet and not room.has_fine_print
    if isinstance(block, Table) or is_fine_print or (isinstance(block, ChartBlock) and not has_chart):
        return None, block
    return block, None
