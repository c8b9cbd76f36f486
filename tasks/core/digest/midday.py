"""The midday block: a plan as a timetable, the items with their drafts, and what did not fit."""

from datetime import timedelta

from tasks.core.digest.cards import TIER_SHAPES, card, compact, open_link
from tasks.core.digest.material import Material
from tasks.core.digest.parts import footer, problems_section, rule_figure, rule_words
from tasks.core.digest.rates import number, plural
from tasks.core.digest.texts import name, one_line
from tasks.core.digest.uncertain import uncertain_sections
from tasks.core.digest.view import (
    Block,
    Figure,
    Line,
    Lines,
    Paragraph,
    Row,
    Section,
    Timetable,
)
from tasks.core.digest.words import Mail
from tasks.core.items import Plan, PlannedItem, Ranked

CARDS_MOST = 14
DEFERRED_MOST = 10


def midday(material: Material) -> Mail:
    """The midday block's words; `material.plan` is the block."""
    plan = material.plan or Plan(material.as_of, 0)
    answers = sum(line.count for line in plan.lines if line.ranked is not None)
    span = _span(plan, material)
    minutes = f"{round(plan.planned_minutes)} min"
    if material.is_empty and not plan.lines:
        fact, headline = "nobody is waiting", "Nobody is waiting."
        lead = f"0 of {plural(material.board.received_count, 'message')} of the last "
        lead += f"{material.brand.stale_after_days} days are open. The block is yours."
    else:
        fact = f"{plural(answers, 'answer')} in {minutes}, {span}"
        headline = f"{plural(answers, 'answer')} in {minutes}."
        lead = _lead(plan, material)
    return Mail(
        title="Midday block",
        fact=fact,
        second=_second(plan, material),
        headline=headline,
        lead=lead,
        figures=_figures(plan, material),
        sections=(
            _timetable(plan, material, span),
            _items(plan, material),
            *uncertain_sections(material, _in_full(plan)),
            _proactive(plan),
            _deferred(plan, material),
            problems_section(material),
        ),
        footer=(*footer(material), "Minutes are estimates."),
    )


def _span(plan: Plan, material: Material) -> str:
    ends_at = plan.starts_at + timedelta(minutes=plan.planned_minutes)
    return f"{material.clock.time(plan.starts_at)}–{material.clock.time(ends_at)}"


def _lead(plan: Plan, material: Material) -> str:
    answers = [line.ranked.item.tier for line in plan.lines if line.ranked is not None]
    urgent = answers.count("T1")
    first = "The first one is" if urgent == 1 else f"The first {urgent} are"
    parts = [f"{first} to answer now." if urgent else "Nothing is urgent."]
    if urgent == len(answers) > 1:
        parts = ["All are to answer now."]
    extra = [r for r, _ in plan.deferred if r.item.tier == "T1"]
    if extra:
        parts.append(
            f"{len(extra)} to answer now did not fit and {'needs' if len(extra) == 1 else 'need'} extra time."
        )
    elif plan.deferred:
        parts.append(
            f"{len(plan.deferred)} did not fit and {'comes' if len(plan.deferred) == 1 else 'come'} later."
        )
    else:
        parts.append("Everything fits.")
    return " ".join(parts)


def _second(plan: Plan, material: Material) -> str:
    proactive = sum(1 for line in plan.lines if line.suggestion)
    rule = rule_words(material.figures.rule_week, material.locale)
    return f"{proactive} proactive, {len(plan.deferred)} deferred; {rule}"


def _figures(plan: Plan, material: Material) -> tuple[Figure, ...]:
    planned = round(plan.planned_minutes)
    budget = number(plan.budget_minutes, material.locale)
    return (
        Figure(f"{planned} min", "planned", f"of {budget} min"),
        Figure(
            str(material.board.open_count),
            "waiting",
            f"{len(plan.deferred)} come later" if plan.deferred else "all in this block",
        ),
        rule_figure(material.figures, material.locale),
    )


def _in_full(plan: Plan) -> list[Ranked]:
    """What the plan answers in words."""
    return [
        r
        for line in plan.lines
        if line.ranked and line.ranked.item.tier != "T4"
        for r in (line.ranked, *line.also)
    ]


def _timetable(plan: Plan, material: Material, span: str) -> Section:
    if not plan.lines:
        return Section("plan", "The plan", quiet="Nothing to plan.")
    rows = tuple(
        Row(
            time=material.clock.time(line.starts_at),
            text=_row_text(line),
            minutes=f"{max(1, round(line.minutes))} min",
            tier=line.ranked.item.tier if line.ranked else None,
            shape=TIER_SHAPES[line.ranked.item.tier] if line.ranked else "+",
        )
        for line in plan.lines
    )
    return Section("plan", f"The plan, {span}", blocks=(Timetable(rows),))


def _row_text(line: PlannedItem) -> str:
    if line.ranked is None:
        return one_line(line.suggestion or line.reason, 80)
    item = line.ranked.item
    who = name(item.member_name, item.member_handle)
    if item.tier == "T4" and line.count > 1:
        return f"{plural(line.count, 'thank-you', 'thanks and emoji')}, a reaction each"
    return f"{who}: {one_line(item.text, 44)}"


def _items(plan: Plan, material: Material) -> Section:
    answers = [(line, line.ranked) for line in plan.lines if line.ranked is not None]
    if not answers:
        return Section("items", "In this order", quiet="Nobody is waiting.")
    blocks: list[Block] = []
    for line, ranked in answers[:CARDS_MOST]:
        blocks += _planned(line, ranked, material)
    if rest := answers[CARDS_MOST:]:
        blocks.append(Lines(tuple(compact(ranked, material.clock) for _, ranked in rest)))
    return Section(
        "items", "In this order", count=str(sum(line.count for line, _ in answers)), blocks=tuple(blocks)
    )


def _planned(line: PlannedItem, ranked: Ranked, material: Material) -> list[Block]:
    if ranked.item.tier == "T4" and line.count > 1:
        batch = (ranked, *line.also)
        lines = tuple(compact(r, material.clock, note="") for r in batch[:8])
        blocks: list[Block] = [Lines(lines)]
        if len(batch) > len(lines):
            blocks.append(Paragraph(f"And {len(batch) - len(lines)} more like these.", is_quiet=True))
        return blocks
    draft = line.draft or material.drafts.get(ranked.item.interaction_id)
    return [
        card(
            ranked,
            draft,
            material.brand,
            material.clock,
            others=line.also,
            starts=material.clock.time(line.starts_at),
            unfold=True,
        )
    ]


def _proactive(plan: Plan) -> Section:
    offers = [line for line in plan.lines if line.suggestion]
    if not offers:
        return Section("proactive", "Beyond answering", quiet="No suggestion today.")
    lines = tuple(
        Line(
            text=one_line(line.suggestion or "", 120),
            note=one_line(line.reason, 120),
            link=open_link("", line.permalink, "Open"),
        )
        for line in offers
    )
    return Section("proactive", "Beyond answering", count=str(len(lines)), blocks=(Lines(lines),))


def _deferred(plan: Plan, material: Material) -> Section:
    if not plan.deferred:
        return Section("deferred", "What did not fit", quiet="Everything fits.")
    shown = plan.deferred[:DEFERRED_MOST]
    blocks: list[Block] = [
        Lines(tuple(compact(r, material.clock, note=one_line(when, 90)) for r, when in shown))
    ]
    if hidden := len(plan.deferred) - len(shown):
        blocks.append(Paragraph(f"And {plural(hidden, 'more message')}, less pressing.", is_quiet=True))
    return Section(
        "deferred", "What did not fit, and when it comes", count=str(len(plan.deferred)), blocks=tuple(blocks)
    )
