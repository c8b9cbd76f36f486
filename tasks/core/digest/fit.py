"""Makes a digest lighter, step by step, when it would be too long for a mail; what goes is said."""

from dataclasses import replace

from tasks.core.digest.view import Block, Card, DigestView, Paragraph, Section

LIGHTEST = 4
_CARDS_BY_STEP = {2: 4, 3: 2, 4: 1}


def lighter(view: DigestView, step: int) -> DigestView:
    """`view` as it is (step 0), without drafts (1), and with ever fewer items a section (2 to LIGHTEST)."""
    if step == 0:
        return view
    return replace(view, sections=tuple(_lighter(section, step) for section in view.sections))


def _lighter(section: Section, step: int) -> Section:
    most = _CARDS_BY_STEP.get(step)
    blocks: list[Block] = []
    shown = dropped = 0
    for block in section.blocks:
        if isinstance(block, Card):
            shown += 1
            if most is not None and shown > most:
                dropped += 1
                continue
            blocks.append(replace(block, draft=None, links=block.links[:1]))
        else:
            blocks.append(block)
    if dropped:
        blocks.append(Paragraph(f"{dropped} more left out: the mail would be too long.", is_quiet=True))
    return replace(section, blocks=tuple(blocks))
