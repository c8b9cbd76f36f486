"""The band "uncertain: look": what may need an answer now though its tier says otherwise, in a few lines."""

from collections.abc import Iterable

from tasks.core.digest.board import Uncertain
from tasks.core.digest.cards import TIER_SHAPES, open_link
from tasks.core.digest.clock import Clock
from tasks.core.digest.material import Material
from tasks.core.digest.rates import plural
from tasks.core.digest.texts import name, one_line
from tasks.core.digest.view import Block, Line, Lines, Paragraph, Section
from tasks.core.items import Ranked

MOST = 4
MORE = "rapport triage list --unsure"
"""The command that lists all of them."""


def uncertain_sections(material: Material, shown: Iterable[Ranked]) -> tuple[Section, ...]:
    """What came in since the last look and may be a T1, the most likely first; no section when there is nothing.

    `shown` stands in the digest already, with its own mark of doubt, and is left out.
    """
    board = material.board
    above = {r.item.interaction_id for r in shown}
    fresh = [each for each in board.uncertain if each.interaction_id not in above]
    count = board.uncertain_count - (len(board.uncertain) - len(fresh))
    earlier = board.uncertain_earlier_count
    if not count and not earlier:
        return ()
    if not fresh:
        return (Section("uncertain", "Uncertain", quiet=f"Nothing new; {_earlier_words(earlier)}."),)
    lines = tuple(_line(each, material.clock) for each in fresh[:MOST])
    blocks: list[Block] = [Lines(lines)]
    hidden = count - len(lines)
    rest = [f"{hidden} more less likely"] if hidden else []
    rest += [_earlier_words(earlier)] if earlier else []
    if rest:
        blocks.append(Paragraph(f"And {', '.join(rest)}: {MORE}.", is_quiet=True))
    return (Section("uncertain", "Uncertain: look", count=str(count), blocks=tuple(blocks)),)


def _earlier_words(count: int) -> str:
    return f"{plural(count, 'older one')} still open"


def _line(doubt: Uncertain, clock: Clock) -> Line:
    return Line(
        lead=name(doubt.member_name, doubt.member_handle),
        text=one_line(doubt.text, 90) or "(no words)",
        note=f"{_chance_words(doubt)}, came {clock.moment(doubt.occurred_at)}",
        tier=doubt.tier,
        shape=TIER_SHAPES[doubt.tier],
        link=open_link(doubt.platform, doubt.permalink, "Open"),
        is_unsure=True,
    )


def _chance_words(doubt: Uncertain) -> str:
    if doubt.t1_chance is None:
        return f"only {doubt.confidence * 100:.0f} % sure of {doubt.tier}"
    return f"may be a T1 ({doubt.t1_chance * 100:.0f} %)"
