"""What of a section stands in the mail, which is read in two minutes on a phone; the rest goes to the full page."""

from dataclasses import replace

from tasks.core.digest.view import Block, ChartBlock, Facts, Lines, Paragraph, Section, Table

FACTS_MOST, LINES_MOST, CHARTS_MOST = 6, 4, 1


def slim(section: Section) -> Section:
    """`section` with FACTS_MOST facts, LINES_MOST lines of a list and CHARTS_MOST charts in the mail, no tables.

    What goes leads `detail`.
    """
    kept: list[Block] = []
    moved: list[Block] = []
    charts = 0
    for block in section.blocks:
        if isinstance(block, Facts) and len(block.facts) > FACTS_MOST:
            kept.append(Facts(block.facts[:FACTS_MOST]))
            moved.append(Facts(block.facts[FACTS_MOST:]))
        elif isinstance(block, Lines) and len(block.lines) > LINES_MOST:
            shown = replace(block, lines=block.lines[:LINES_MOST])
            kept += [
                shown,
                Paragraph(f"{len(block.lines) - LINES_MOST} more on the full page.", is_quiet=True),
            ]
            rest = f"{block.heading}, the rest" if block.heading else "The rest"
            moved.append(Lines(block.lines[LINES_MOST:], rest))
        elif isinstance(block, Table) or (isinstance(block, ChartBlock) and charts == CHARTS_MOST):
            moved.append(block)
        else:
            charts += isinstance(block, ChartBlock)
            kept.append(block)
    return replace(section, blocks=tuple(kept), detail=(*moved, *section.detail))
