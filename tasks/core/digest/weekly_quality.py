"""The review's data quality: what was not collected, which figures that leaves unknown and why, and quarantine."""

from collections.abc import Sequence

from tasks.core.digest.board import Week
from tasks.core.digest.material import Material
from tasks.core.digest.parts import problems_section
from tasks.core.digest.rates import plural, rate_words
from tasks.core.digest.texts import one_line
from tasks.core.digest.view import Block, Fact, Facts, Line, Lines, Paragraph, Section, Table
from tasks.core.digest.week_quality import Gap, WeekQuality

GAPS_SHOWN = 5
NAMED_METRICS = 6


def quality_section(material: Material, week: Week) -> Section:
    """Gaps and what they leave unknown, quarantine, and how far people's rulings agree with the engine."""
    collection, found = material.board.collection, week.quality
    facts = [
        Fact("Windows collected", str(collection.merged), "last 7 days", is_page_only=True),
        Fact("Not collected", str(len(collection.gaps)), is_page_only=True),
        Fact("Rows in quarantine", str(collection.quarantined), is_page_only=True),
    ]
    if (agreement := material.figures.agreement) is not None and agreement.denominator:
        words = rate_words(agreement, material.locale)
        facts.append(Fact("Rulings that kept the tier", words, "of the items somebody ruled on"))
    blocks: list[Block] = [Facts(tuple(facts))]
    blocks += [Paragraph(words) for words in _unknown_words(found)]
    lines = [_gap(gap, material) for gap in found.gaps[:GAPS_SHOWN]]
    if not found.gaps:
        lines += [Line(text=gap) for gap in collection.gaps[:GAPS_SHOWN]]
    lines += [
        Line(lead="In quarantine", text=reason, note=plural(count, "row"))
        for reason, count in collection.quarantine_reasons
    ]
    lines += [
        line
        for block in problems_section(material).blocks
        if isinstance(block, Lines)
        for line in block.lines
    ]
    if lines:
        blocks.append(Lines(tuple(lines)))
    quiet = "Everything was collected, nothing waits in quarantine." if not lines else ""
    return Section(
        "data-quality", "Data quality", blocks=tuple(blocks), detail=_detail(found, material), quiet=quiet
    )


def metric_words(metric: str) -> str:
    """A metric's name as words: "rule_24h" is "24-hour rule"."""
    return "24-hour rule" if metric == "rule_24h" else metric.replace("_", " ")


def _unknown_words(found: WeekQuality) -> list[str]:
    said = []
    if found.unknown:
        said.append(f"Unknown this week, and not zero: {_names(found.unknown)}.")
    if found.partly:
        said.append(f"Of the days that are known: {_names(found.partly)}.")
    return said


def _names(metrics: Sequence[str]) -> str:
    named = ", ".join(metric_words(metric) for metric in metrics[:NAMED_METRICS])
    return f"{named} and {len(metrics) - NAMED_METRICS} more" if len(metrics) > NAMED_METRICS else named


def _gap(gap: Gap, material: Material) -> Line:
    clock = material.clock
    first, last = clock.short_date(gap.first), clock.short_date(gap.last)
    span = first if gap.first == gap.last else f"{first} to {last}"
    note = f"{span}, {plural(gap.days, 'day')}: {', '.join(gap.feeds)}"
    who = gap.account if gap.cause == "untracked" and gap.account else ""
    words = f"{who}: {gap.reason}" if who else gap.reason
    return Line(text=one_line(words, 200), note=note)


def _detail(found: WeekQuality, material: Material) -> tuple[Block, ...]:
    if not found.gaps:
        return ()
    clock = material.clock
    rows = tuple(
        (
            one_line(gap.account, 80) or "all accounts",
            clock.short_date(gap.first),
            clock.short_date(gap.last),
            str(gap.days),
            ", ".join(gap.feeds),
            one_line(gap.reason, 200),
        )
        for gap in found.gaps
    )
    table = Table("What was not collected", ("Account", "From", "To", "Days", "Missing", "Why"), rows)
    metrics = (
        *(f"{metric_words(m)}: unknown" for m in found.unknown),
        *(f"{metric_words(m)}: of the known days" for m in found.partly),
    )
    return (table, Paragraph("; ".join(metrics) + ".", is_quiet=True)) if metrics else (table,)
