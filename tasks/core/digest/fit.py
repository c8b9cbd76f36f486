"""Makes a digest lighter, step by step, when it would be too long for a mail; what goes is said."""

from dataclasses import replace

from tasks.core.digest.view import Block, Card, DigestView, Line, Lines, Paragraph, Section

LIGHTEST = 5
_TITLES_ONLY = "left out, the mail would be too long"
_MOST_BY_STEP = {2: 4, 3: 2, 4: 1}
_LONG_LINK = 300


def lighter(view: DigestView, step: int) -> DigestView:
    """`view` as it is (step 0), without drafts and long links (1), with ever fewer items a section (2 to 4).

    With LIGHTEST of a section that has something to say its title and count are left.
    """
    if step == 0:
        return view
    if step == LIGHTEST:
        return replace(view, sections=tuple(_title(section) for section in view.sections))
    return replace(
        view, sections=tuple(_lighter(section, _MOST_BY_STEP.get(step)) for section in view.sections)
    )


def _title(section: Section) -> Section:
    if not section.blocks:
        return section
    count = f"{section.count}: " if section.count else ""
    return replace(section, count="", blocks=(), quiet=f"{count}{_TITLES_ONLY}")


def _lighter(section: Section, most: int | None) -> Section:
    blocks: list[Block] = []
    cards = dropped = 0
    for block in section.blocks:
        if isinstance(block, Card):
            cards += 1
            if most is not None and cards > most:
                dropped += 1
            else:
                blocks.append(_card(block))
        elif isinstance(block, Lines):
            kept = block.lines if most is None else block.lines[: most + 2]
            dropped += len(block.lines) - len(kept)
            blocks.append(replace(block, lines=tuple(_line(line) for line in kept)))
        else:
            blocks.append(block)
    if dropped:
        blocks.append(Paragraph(f"{dropped} more left out: the mail would be too long.", is_quiet=True))
    return replace(section, blocks=tuple(blocks))


def _card(card: Card) -> Card:
    return replace(
        card, draft=None, links=tuple(link for link in card.links[:1] if len(link.url) <= _LONG_LINK)
    )


def _line(line: Line) -> Line:
    return replace(line, link=None) if line.link and len(line.link.url) > _LONG_LINK else line
